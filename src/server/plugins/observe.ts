import type { ServerResponse } from 'node:http'
import type { FastifyInstance, FastifyRequest } from 'fastify'

import type { ServerContext } from '../options.ts'

/** The label of every request that no route took: paths that strangers invent cost one series. */
export const UNMATCHED = 'unmatched'
/** Nobody heard the answer: the client went away first. */
const CLIENT_GONE = 499

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])

/**
 * Counts every request when its connection is done with it, however it ended: answered, crashed,
 * rejected while the body was read, or abandoned.
 */
export function observeRequests(app: FastifyInstance, context: ServerContext): void {
  const { telemetry, routePrefix } = context
  app.addHook('onRequest', async (request, reply) => {
    const started = process.hrtime.bigint()
    const endpoint = endpointOf(request, routePrefix)
    const longLived = request.routeOptions.config.longLived === true
    reply.raw.once('close', () => {
      const seconds = Number(process.hrtime.bigint() - started) / 1e9
      const status = statusOf(reply.raw)
      const method = methodLabel(request.method)
      telemetry.httpRequests.inc({ method, endpoint, status })
      if (!longLived) telemetry.httpRequestDuration.observe({ endpoint }, seconds)
      telemetry.log.debug({ method, endpoint, status, seconds, ip: request.ip }, 'request')
    })
  })
  app.addHook('onRoute', ({ method, url, config }) => {
    if (config?.allow !== undefined) return
    for (const name of [method].flat())
      if (name !== 'HEAD')
        telemetry.httpRequests.inc(
          { method: name, endpoint: templateOf(url, routePrefix), status: 500 },
          0,
        )
  })
  countUnparsable(app, telemetry)
}

/** Only methods that we know are labels: strangers may invent others. */
export function methodLabel(method: string): string {
  return METHODS.has(method) ? method : 'other'
}

function endpointOf(request: FastifyRequest, prefix: string): string {
  const template = request.routeOptions.url
  return request.is404 || template === undefined ? UNMATCHED : templateOf(template, prefix)
}

/** The template below the route prefix, so that moving RootOps does not rename its series. */
export function templateOf(url: string, prefix: string): string {
  const template = prefix !== '' && url.startsWith(prefix) ? url.slice(prefix.length) : url
  return template === '' ? '/' : template
}

function statusOf(response: ServerResponse): number {
  return response.headersSent ? response.statusCode : CLIENT_GONE
}

/** What Node's HTTP parser refuses never becomes a request; it is counted here. */
function countUnparsable(app: FastifyInstance, telemetry: ServerContext['telemetry']): void {
  app.server.on('clientError', (error: NodeJS.ErrnoException) => {
    const status = PARSER_STATUS[error.code ?? ''] ?? (error.code?.startsWith('HPE_') ? 400 : 0)
    if (status > 0) telemetry.httpRequests.inc({ method: 'other', endpoint: UNMATCHED, status })
  })
}

const PARSER_STATUS: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
}
