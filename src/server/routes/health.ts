import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Static } from 'typebox'

import { Type } from '../../schema.ts'
import type { ComponentStatus } from '../../engine/engine.ts'
import { RootOpsError } from '../../errors.ts'
import type { ServerContext } from '../options.ts'
import { createProblem } from '../problem.ts'
import { sendProblem } from '../plugins/errors.ts'
import { ComponentSchema } from '../schemas/model.ts'
import { problems } from '../schemas/shared.ts'

const HealthSchema = Type.Object({
  status: Type.Enum(['ok', 'starting', 'degraded', 'down']),
  timestamp: Type.String(),
  version: Type.String(),
  components: Type.Array(ComponentSchema),
})
type Health = Static<typeof HealthSchema>

/** A database that has not answered by then counts as down: /health must answer in any case. */
const STORE_TIMEOUT_MS = 2000

export const healthRoutes: FastifyPluginAsyncTypebox<ServerContext> = async (app, context) => {
  const { engine, now, build } = context

  app.get(
    '/-/healthy',
    {
      schema: {
        summary: 'The process answers',
        tags: ['operate'],
        response: { 200: Type.String() },
      },
    },
    async () => 'RootOps is healthy.\n',
  )

  app.get(
    '/-/ready',
    {
      schema: {
        summary: 'The engine watches',
        tags: ['operate'],
        response: { 200: Type.String(), ...problems(503) },
      },
    },
    async (_request, reply) => {
      const { state, source } = engine.status()
      // Without a Prometheus there is nothing to wait for: what is sent can be analysed.
      if (state === 'watching' || state === 'learning' || (state === 'idle' && source === null))
        return 'RootOps is ready.\n'
      const detail = `the engine is ${state}; ${engineDetail(engine.status().components)}`
      return sendProblem(reply, createProblem({ status: 503, code: 'NOT_READY', detail })) as never
    },
  )

  app.get(
    '/health',
    {
      schema: {
        summary: 'The real state of each component',
        tags: ['operate'],
        response: { 200: HealthSchema, 503: HealthSchema },
      },
    },
    async (_request, reply) => {
      const known = engine.status().components.filter(({ name }) => name !== 'store')
      const components = [...known, await checkStore(context)]
      const status = worstOf(components)
      reply.code(status === 'down' ? 503 : 200)
      return {
        status,
        timestamp: new Date(now() * 1000).toISOString(),
        version: build.version,
        components,
      }
    },
  )
}

function engineDetail(components: readonly ComponentStatus[]): string {
  return components
    .filter(({ state }) => state !== 'ok' && state !== 'off')
    .map(({ name, detail }) => `${name}: ${detail}`)
    .join('; ')
}

function worstOf(components: readonly ComponentStatus[]): Health['status'] {
  const states = new Set(components.map(({ state }) => state))
  for (const state of ['down', 'starting', 'degraded'] as const) if (states.has(state)) return state
  return 'ok'
}

/** Asks the database itself, now. */
async function checkStore({ store, telemetry }: ServerContext): Promise<ComponentStatus> {
  let timer: NodeJS.Timeout | undefined
  const timeout = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`the store has not answered within ${STORE_TIMEOUT_MS} ms`))
    }, STORE_TIMEOUT_MS)
  })
  try {
    await Promise.race([store.check(), timeout])
    return { name: 'store', state: 'ok', detail: 'The database answers.' }
  } catch (error) {
    telemetry.storeErrors.inc()
    telemetry.log.error({ err: error }, 'store check failed')
    // Only our own messages are for people; a driver's may hold addresses and names.
    const detail = error instanceof RootOpsError ? error.message : 'The database does not answer.'
    return { name: 'store', state: 'down', detail }
  } finally {
    clearTimeout(timer)
  }
}
