import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'

import { Type } from '../../schema.ts'
import type { WatchedSignal } from '../../engine/engine.ts'
import { errors } from '../../errors.ts'
import type { JudgedColumns } from '../../model/metric-analysis.ts'
import type { Signal } from '../../model/signal.ts'
import type { ServerContext } from '../options.ts'
import { parseTime } from '../parse-time.ts'
import { pageOf, refTo } from '../schemas/describes.ts'
import { DEFAULT_LIMIT, listQuery } from '../schemas/lists.ts'
import { problems } from '../schemas/shared.ts'

const DAY = 86_400
/** A chart is asked of Prometheus when it is looked at; this bounds what one look may cost. */
const LONGEST_RANGE = 93 * DAY

const Query = listQuery({
  search: Type.Optional(
    Type.String({ maxLength: 200, description: 'Part of the name, metric or a label.' }),
  ),
})
const Params = Type.Object({ id: Type.String() })
const ChartQuery = Type.Object({
  start: Type.Optional(Type.String({ maxLength: 64, description: 'A day before end.' })),
  end: Type.Optional(Type.String({ maxLength: 64, description: 'Now.' })),
})

export const signalRoutes: FastifyPluginAsyncTypebox<ServerContext> = async (
  app,
  { engine, now },
) => {
  app.get(
    '/api/v1/signals',
    {
      schema: {
        summary: 'What is watched, with the last verdicts',
        tags: ['watch'],
        querystring: Query,
        response: { 200: pageOf(refTo<WatchedSignal>('WatchedSignal')), ...problems(400) },
      },
    },
    async ({ query: { limit = DEFAULT_LIMIT, cursor, entity, search } }) =>
      engine.listSignals({ limit, cursor, entity, search }),
  )

  app.get(
    '/api/v1/signals/:id',
    {
      schema: {
        summary: 'What a signal is',
        tags: ['watch'],
        params: Params,
        response: { 200: refTo<Signal>('Signal'), ...problems(404) },
      },
    },
    async ({ params: { id } }) => {
      const signal = engine.scores().signals.find((one) => one.id === id)
      if (!signal) throw errors.notFound('signal', id)
      return signal
    },
  )

  app.get(
    '/api/v1/signals/:id/chart',
    {
      schema: {
        summary: 'A signal over time, with what was expected',
        tags: ['watch'],
        params: Params,
        querystring: ChartQuery,
        response: {
          200: refTo<JudgedColumns>('JudgedColumns'),
          ...problems(400, 404, 422, 503),
        },
      },
    },
    async ({ params: { id }, query }) => {
      const chart = await engine.chart(id, chartRange(query, now()))
      if (!chart) throw errors.notFound('signal', id)
      return chart
    },
  )
}

function chartRange(query: { start?: string; end?: string }, now: number) {
  const end = query.end === undefined ? now : parseTime(query.end, 'querystring.end')
  const start = query.start === undefined ? end - DAY : parseTime(query.start, 'querystring.start')
  if (end <= start) throw errors.inputImpossible('end must be after start')
  if (end - start > LONGEST_RANGE)
    throw errors.inputImpossible(`the range is longer than ${LONGEST_RANGE / DAY} days`)
  return { start, end }
}
