import type { FastifyInstance, FastifyReply } from 'fastify'

import { RootOpsError } from '../../errors.ts'
import type { ServerContext } from '../options.ts'
import { createProblem, problemOf, type Problem } from '../problem.ts'
import { methodLabel, UNMATCHED } from './observe.ts'
import { SECURITY_HEADERS } from './security-headers.ts'

const RETRY_AFTER_SECONDS = 5
const NOT_FOUND = createProblem({
  status: 404,
  code: 'NOT_FOUND',
  detail: 'there is nothing at this path',
})

/** Every error leaves as a problem document; what is our own fault is written to the log. */
export function answerErrors(app: FastifyInstance, context: ServerContext): void {
  const { telemetry, limits } = context
  app.setErrorHandler((error, request, reply) => {
    const limit = request.routeOptions.bodyLimit ?? limits.bodyBytes
    const problem = problemOf(error, limit)
    if (problem.status >= 500) {
      const endpoint = request.routeOptions.url
      const level = error instanceof RootOpsError && problem.status === 503 ? 'warn' : 'error'
      telemetry.log[level]({ err: error, method: request.method, endpoint }, 'request failed')
    }
    return sendProblem(reply, problem)
  })
  app.setNotFoundHandler((_request, reply) => sendProblem(reply, NOT_FOUND))
}

/**
 * What the router itself refuses (a path that does not decode, an id longer than any of ours)
 * passes no hook, so it is counted here.
 */
export function answerRouterError(error: unknown, reply: FastifyReply, context: ServerContext) {
  const { code } = error as { code?: string }
  const problem =
    code === 'FST_ERR_MAX_PARAM_LENGTH' ? NOT_FOUND : problemOf(error, context.limits.bodyBytes)
  const { status } = problem
  const method = methodLabel(reply.request.method)
  context.telemetry.httpRequests.inc({ method, endpoint: UNMATCHED, status })
  context.telemetry.httpRequestDuration.observe({ endpoint: UNMATCHED }, 0)
  sendProblem(reply.headers(SECURITY_HEADERS), problem)
}

export function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  if (problem.status === 503) reply.header('retry-after', RETRY_AFTER_SECONDS)
  return reply
    .code(problem.status)
    .type('application/problem+json; charset=utf-8')
    .header('cache-control', 'no-store')
    .serializer((payload: unknown) => JSON.stringify(payload))
    .send(problem)
}
