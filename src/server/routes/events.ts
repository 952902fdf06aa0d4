import { randomUUID } from 'node:crypto'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'

import { Type } from '../../schema.ts'
import type { Event } from '../../model/event.ts'
import type { ServerContext } from '../options.ts'
import { parseTime } from '../parse-time.ts'
import { pageOf, refTo } from '../schemas/describes.ts'
import { listFilter, listQuery } from '../schemas/lists.ts'
import { problems } from '../schemas/shared.ts'

const Body = Type.Object({
  kind: Type.String({ minLength: 1, maxLength: 64, description: 'deploy, maintenance, …' }),
  title: Type.String({ minLength: 1, maxLength: 500 }),
  timestamp: Type.Optional(
    Type.Union([Type.Number(), Type.String({ maxLength: 64 })], {
      description: 'Unix seconds or RFC 3339; now when absent.',
    }),
  ),
  service: Type.Optional(Type.String({ maxLength: 256 })),
  // Shown as a link: nothing but the web may be behind it.
  url: Type.Optional(Type.String({ maxLength: 2000, pattern: '^https?://' })),
})

export const eventRoutes: FastifyPluginAsyncTypebox<ServerContext> = async (
  app,
  { store, now },
) => {
  app.get(
    '/api/v1/events',
    {
      schema: {
        summary: 'Marks on the time line, newest first',
        tags: ['tell'],
        querystring: listQuery({}),
        response: { 200: pageOf(refTo<Event>('Event')), ...problems(400, 503) },
      },
    },
    (request) => store.listEvents(listFilter(request.query)),
  )

  app.post(
    '/api/v1/events',
    {
      schema: {
        summary: 'Mark a deploy or another event',
        tags: ['tell'],
        body: Body,
        response: { 201: refTo<Event>('Event'), ...problems(400, 503) },
      },
    },
    async (request, reply) => {
      const { timestamp = now(), ...rest } = request.body
      const event = { ...rest, id: randomUUID(), timestamp: parseTime(timestamp, 'body.timestamp') }
      await store.addEvent(event)
      return reply.code(201).send(event)
    },
  )
}
