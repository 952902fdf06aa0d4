import type { FastifyPluginAsync } from 'fastify'

import { Type } from '../../schema.ts'
import type { ServerContext } from '../options.ts'
import { createProblem } from '../problem.ts'
import { sendProblem } from '../plugins/errors.ts'
import { problems } from '../schemas/shared.ts'

const NOT_ENABLED = 'reloading over HTTP is off; start with --web.enable-lifecycle'

export const reloadRoute: FastifyPluginAsync<ServerContext> = async (
  app,
  { reload, telemetry },
) => {
  app.post(
    '/-/reload',
    {
      config: { scope: 'admin' },
      schema: {
        summary: 'Read the configuration again',
        tags: ['operate'],
        response: { 200: Type.String(), ...problems(403, 500) },
      },
    },
    async (_request, reply) => {
      if (!reload)
        return sendProblem(
          reply,
          createProblem({ status: 403, code: 'LIFECYCLE_DISABLED', detail: NOT_ENABLED }),
        )
      try {
        await reload()
        return reply.type('text/plain').send('The configuration was read.\n')
      } catch (error) {
        telemetry.log.error({ err: error }, 'reload failed')
        const detail = 'the new configuration is faulty, the last good one stays; the log says why'
        return sendProblem(reply, createProblem({ status: 500, code: 'RELOAD_FAILED', detail }))
      }
    },
  )
}
