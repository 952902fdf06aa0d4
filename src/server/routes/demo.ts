import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'

import { Type } from '../../schema.ts'
import { errors } from '../../errors.ts'
import type { DemoControls } from '../options.ts'
import { problems } from '../schemas/shared.ts'

const Fault = Type.Unknown({ description: 'A fault of the simulated world.' })
const Faults = Type.Object({ kinds: Type.Array(Type.String()), faults: Type.Array(Fault) })
const Body = Type.Object({
  kind: Type.String({ maxLength: 64 }),
  target: Type.Optional(Type.String({ maxLength: 256 })),
})

/** Registered in the demo only; elsewhere these paths do not exist. */
export const demoRoutes: FastifyPluginAsyncTypebox<DemoControls> = async (app, demo) => {
  const tags = ['demo']

  app.get(
    '/api/v1/demo/faults',
    { schema: { summary: 'What is broken, and what can be', tags, response: { 200: Faults } } },
    async () => ({ kinds: [...demo.kinds], faults: [...(await demo.faults())] }),
  )

  app.post(
    '/api/v1/demo/faults',
    {
      schema: {
        summary: 'Break something',
        tags,
        body: Body,
        response: { 201: Fault, ...problems(400, 422) },
      },
    },
    async (request, reply) => {
      const { kind, target } = request.body
      if (!demo.kinds.includes(kind))
        throw errors.inputImpossible('the demo cannot break this', [
          { place: 'body.kind', message: `is none of ${demo.kinds.join(', ')}` },
        ])
      return reply.code(201).send(await demo.inject(kind, target))
    },
  )

  app.delete(
    '/api/v1/demo/faults/:id',
    {
      schema: {
        summary: 'Mend it',
        tags,
        params: Type.Object({ id: Type.String() }),
        response: { 204: Type.Null(), ...problems(404) },
      },
    },
    async (request, reply) => {
      await demo.clear(request.params.id)
      return reply.code(204).send(null)
    },
  )
}
