import { randomUUID } from 'node:crypto'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'

import { Type } from '../../schema.ts'
import { errors } from '../../errors.ts'
import type { Mute } from '../../model/event.ts'
import type { ServerContext } from '../options.ts'
import { parseTime } from '../parse-time.ts'
import { pageOf, refTo } from '../schemas/describes.ts'
import { listFilter, listQuery } from '../schemas/lists.ts'
import { problems } from '../schemas/shared.ts'

const Time = Type.Union([Type.Number(), Type.String({ maxLength: 64 })], {
  description: 'Unix seconds or RFC 3339.',
})
const Body = Type.Object({
  start: Type.Optional(Time),
  end: Time,
  entity: Type.Optional(Type.String({ minLength: 1, maxLength: 512 })),
  comment: Type.Optional(Type.String({ maxLength: 4000 })),
})

export const muteRoutes: FastifyPluginAsyncTypebox<ServerContext> = async (app, { store, now }) => {
  app.get(
    '/api/v1/mutes',
    {
      schema: {
        summary: 'Stretches of time without alerts, newest first',
        tags: ['tell'],
        querystring: listQuery({}),
        response: { 200: pageOf(refTo<Mute>('Mute')), ...problems(400, 503) },
      },
    },
    (request) => store.listMutes(listFilter(request.query)),
  )

  app.post(
    '/api/v1/mutes',
    {
      schema: {
        summary: 'Mute an entity, or everything, for a while',
        tags: ['tell'],
        body: Body,
        response: { 201: refTo<Mute>('Mute'), ...problems(400, 422, 503) },
      },
    },
    async (request, reply) => {
      const { start, end, ...rest } = request.body
      const mute = {
        ...rest,
        id: randomUUID(),
        start: parseTime(start ?? now(), 'body.start'),
        end: parseTime(end, 'body.end'),
      }
      if (mute.end <= mute.start)
        throw errors.inputImpossible('a mute must end after it starts', [
          { place: 'body.end', message: 'is not after start' },
        ])
      await store.addMute(mute)
      return reply.code(201).send(mute)
    },
  )
}
