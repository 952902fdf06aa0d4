import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { FastifyPluginAsync } from 'fastify'

import { Type } from '../../schema.ts'
import { createExposition } from '../exposition/exposition.ts'
import { acceptsGzip, prefersOpenMetrics } from '../exposition/negotiate.ts'
import { OPENMETRICS_TYPE, TEXT_TYPE } from '../exposition/text.ts'
import type { ServerContext } from '../options.ts'

const compress = promisify(gzip)

export const metricsRoute: FastifyPluginAsync<ServerContext> = async (app, context) => {
  const exposition = createExposition({
    engine: context.engine,
    telemetry: context.telemetry,
    signalLimit: context.limits.exportedSignals,
    now: context.now,
  })

  app.get(
    '/metrics',
    {
      schema: {
        summary: 'Our metrics and the scores of every signal, for Prometheus',
        tags: ['operate'],
        response: { 200: { content: { 'text/plain': { schema: Type.String() } } } },
      },
    },
    async (request, reply) => {
      // Asking for the status brings the gauges that it sets up to date.
      context.engine.status()
      const openMetrics = prefersOpenMetrics(request.headers.accept)
      const text = await exposition.render(openMetrics ? 'openmetrics' : 'text')
      reply
        .type(openMetrics ? OPENMETRICS_TYPE : TEXT_TYPE)
        .header('vary', 'accept, accept-encoding')
      if (!acceptsGzip(request.headers['accept-encoding'])) return text
      reply.header('content-encoding', 'gzip')
      return compress(text)
    },
  )
}
