import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

import { createAuthenticate } from '../auth/authenticate.ts'
import { allows, type AuthOptions, type Scope } from '../auth/auth-options.ts'
import type { ServerContext } from '../options.ts'
import { createProblem } from '../problem.ts'
import { sendProblem } from './errors.ts'
import { templateOf } from './observe.ts'

/** Asks everybody who they are, before anything else is looked at, on paths that exist or not. */
export function requireAuth(app: FastifyInstance, auth: AuthOptions, context: ServerContext): void {
  const authenticate = createAuthenticate(auth, context.now)
  const open = new Set(auth.openPaths)
  const challenges = challengesOf(auth)
  app.addHook('onRequest', async (request, reply) => {
    const template = request.routeOptions.url
    if (template !== undefined && open.has(templateOf(template, context.routePrefix)))
      return undefined
    const granted = await authenticate(request.headers.authorization)
    if (granted === undefined) return refuse(reply, challenges)
    const needed = neededScope(request)
    return allows(granted, needed) ? undefined : forbid(reply, needed)
  })
}

function neededScope({ method, routeOptions }: FastifyRequest): Scope {
  return routeOptions.config.scope ?? (method === 'GET' || method === 'HEAD' ? 'read' : 'write')
}

function challengesOf({ basicUsers = {}, tokens = [] }: AuthOptions): string[] {
  const challenges = []
  if (Object.keys(basicUsers).length > 0) challenges.push('Basic realm="rootops", charset="UTF-8"')
  if (tokens.length > 0) challenges.push('Bearer realm="rootops"')
  return challenges
}

function refuse(reply: FastifyReply, challenges: readonly string[]): FastifyReply {
  reply.header('www-authenticate', challenges)
  const detail = 'a valid user and password, or a bearer token, is needed'
  return sendProblem(reply, createProblem({ status: 401, code: 'UNAUTHENTICATED', detail }))
}

function forbid(reply: FastifyReply, needed: Scope): FastifyReply {
  const detail = `the credentials lack the scope "${needed}"`
  return sendProblem(reply, createProblem({ status: 403, code: 'FORBIDDEN', detail }))
}
