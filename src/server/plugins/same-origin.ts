import type { FastifyInstance, FastifyRequest } from 'fastify'

import type { ServerContext } from '../options.ts'
import { createProblem } from '../problem.ts'
import { sendProblem } from './errors.ts'

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * A browser sends remembered passwords along with whatever a foreign page posts to us, and reaches
 * a loopback address too. Changes that another site asked for are refused; programs, which send
 * neither Sec-Fetch-Site nor Origin, are not concerned.
 */
export function refuseForeignSites(app: FastifyInstance, context: ServerContext): void {
  const externalHost = context.externalUrl ? new URL(context.externalUrl).host : undefined
  app.addHook('onRequest', async (request, reply) => {
    if (SAFE_METHODS.has(request.method) || !isForeign(request, externalHost)) return undefined
    const detail = 'another site may not change anything here'
    return sendProblem(reply, createProblem({ status: 403, code: 'FOREIGN_SITE', detail }))
  })
}

function isForeign({ headers }: FastifyRequest, externalHost: string | undefined): boolean {
  const site = headers['sec-fetch-site']
  if (site === 'same-origin' || site === 'none') return false
  if (site === 'cross-site') return true
  if (headers.origin === undefined) return false
  const host = URL.canParse(headers.origin) ? new URL(headers.origin).host : undefined
  return host === undefined || (host !== headers.host && host !== externalHost)
}
