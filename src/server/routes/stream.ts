import type { FastifyPluginAsync } from 'fastify'

import { Type } from '../../schema.ts'
import { errors } from '../../errors.ts'
import type { ServerContext } from '../options.ts'
import { problems } from '../schemas/shared.ts'
import { createStreamHub } from '../stream-hub.ts'

export const streamRoute: FastifyPluginAsync<ServerContext> = async (app, { engine, limits }) => {
  const hub = createStreamHub({ engine, clientLimit: limits.streamClients })
  // Before the server waits for open connections, or it would wait for these for ever.
  app.addHook('preClose', async () => hub.close())

  app.get(
    '/api/v1/stream',
    {
      // HEAD would open a stream that nobody reads.
      exposeHeadRoute: false,
      config: { longLived: true },
      schema: {
        summary: 'Server-sent events: `cycle` after each evaluation',
        tags: ['watch'],
        response: {
          200: { content: { 'text/event-stream': { schema: Type.String() } } },
          ...problems(503),
        },
      },
    },
    async (_request, reply) => {
      const stream = hub.open()
      if (!stream) throw errors.overloaded('too many clients listen to the stream')
      return reply
        .type('text/event-stream')
        .header('cache-control', 'no-store')
        .header('x-accel-buffering', 'no')
        .send(stream)
    },
  )
}
