import type { FastifyInstance } from 'fastify'

import { createProblem } from '../problem.ts'
import { sendProblem } from './errors.ts'

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const

/**
 * Remembers which methods each path has; the answer, called when all routes are there, gives the
 * other methods a 405 with Allow. They keep the path's template as their label in /metrics.
 */
export function collectMethods(app: FastifyInstance): () => void {
  const methodsByUrl = new Map<string, Set<string>>()
  app.addHook('onRoute', ({ url, method }) => {
    const methods = methodsByUrl.get(url) ?? new Set()
    for (const name of [method].flat()) methods.add(name.toUpperCase())
    methodsByUrl.set(url, methods)
  })
  return () => {
    // A copy: the routes added here come by the hook too.
    const known = new Map(methodsByUrl)
    for (const [url, methods] of known) refuseOthers(app, url, methods)
  }
}

function refuseOthers(app: FastifyInstance, url: string, methods: ReadonlySet<string>): void {
  const others = METHODS.filter((method) => !methods.has(method))
  const allow = [...methods].toSorted().join(', ')
  app.route({
    method: others,
    url,
    schema: { hide: true },
    config: { scope: 'read', allow },
    // In this hook and not in the handler: the body need not be read first.
    onRequest: async (_request, reply) => {
      reply.header('allow', allow)
      const detail = `this path takes ${allow}`
      return sendProblem(reply, createProblem({ status: 405, code: 'METHOD_NOT_ALLOWED', detail }))
    },
    handler: async () => undefined,
  })
}
