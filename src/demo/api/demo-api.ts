import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

import { errors, RootOpsError } from '../../errors.ts'
import type { World } from '../world/world.ts'
import { ruleList } from './alert-rules.ts'
import { answerFaults } from './faults.ts'
import * as lookups from './lookups.ts'
import { instantQuery, rangeQuery, type Source } from './queries.ts'
import { readRequest, type DemoRequest } from './request.ts'

export interface DemoApiOptions {
  /** 0 takes any free port. */
  readonly port: number
  /** A loopback address; nothing else is listened on. */
  readonly host: string
  /** Unix seconds: what the world takes for the present. */
  readonly now: () => number
}

export interface DemoApi {
  readonly url: string
  close(): Promise<void>
}

const LOOPBACK = new Set(['127.0.0.1', '::1', 'localhost'])
const VERSION = '2.42.0'

/** The HTTP API of a Prometheus over the world, and the buttons that break it. */
export async function startDemoApi(world: World, options: DemoApiOptions): Promise<DemoApi> {
  const { port, host, now } = options
  if (!LOOPBACK.has(host))
    throw errors.configInvalid(`the demo listens on loopback only, not on "${host}"`)
  const server = createServer((message, response) => {
    readRequest(message)
      .then((request) => answer(request, world, now()))
      .then(({ body, type }) => send(response, { status: 200, body, type }))
      .catch((error: unknown) => sendError(response, error))
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, host, resolve)
  })
  const { port: taken } = server.address() as AddressInfo
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${taken}`,
    async close() {
      server.closeAllConnections()
      await new Promise<void>((resolve) => {
        server.close(() => resolve())
      })
    },
  }
}

interface Answer {
  readonly body: string
  readonly type: string
}

const JSON_TYPE = 'application/json'

function answer(request: DemoRequest, world: World, seconds: number): Answer {
  const source: Source = { storage: world, now: Math.round(seconds * 1000) }
  const { path } = request
  if (path === '/-/ready' || path === '/-/healthy')
    return { body: 'Prometheus Server is Ready.\n', type: 'text/plain' }
  if (path === '/demo/faults' || path.startsWith('/demo/faults/'))
    return { body: JSON.stringify(answerFaults(request, world, seconds)), type: JSON_TYPE }
  if (path === '/api/v1/query') return success(instantQuery(request, source))
  if (path === '/api/v1/query_range') return success(rangeQuery(request, source))
  const { data, warnings } = answerLookup(request, world, source)
  return success(JSON.stringify(data), warnings)
}

function success(data: string, warnings: readonly string[] = []): Answer {
  const told = warnings.length === 0 ? '' : `,"warnings":${JSON.stringify(warnings)}`
  return { body: `{"status":"success","data":${data}${told}}`, type: JSON_TYPE }
}

function answerLookup(request: DemoRequest, world: World, source: Source): lookups.Listing {
  const label = /^\/api\/v1\/label\/([^/]+)\/values$/.exec(request.path)?.[1]
  if (label !== undefined) return lookups.labelValues(request, source, decodeURIComponent(label))
  switch (request.path) {
    case '/api/v1/series':
      return lookups.seriesList(request, source)
    case '/api/v1/labels':
      return lookups.labelNames(request, source)
    case '/api/v1/metadata':
      return lookups.metadataList(request, world)
    case '/api/v1/targets':
      return lookups.targetList(world, source)
    case '/api/v1/rules':
      return ruleList(request)
    case '/api/v1/alerts':
      return { data: { alerts: [] } }
    case '/api/v1/status/tsdb':
      return lookups.headStats(world, source)
    case '/api/v1/status/buildinfo':
      return { data: { version: VERSION, revision: 'demo', branch: 'demo', goVersion: '' } }
    case '/api/v1/status/runtimeinfo':
      return {
        data: { startTime: new Date(world.start * 1000).toISOString(), storageRetention: '30d' },
      }
    default:
      throw errors.notFound('route', request.path)
  }
}

function sendError(response: ServerResponse, error: unknown): void {
  const known = error instanceof RootOpsError ? error : undefined
  const status = known?.statusCode ?? 500
  const body = {
    status: 'error',
    errorType: errorTypeOf(status),
    error: known?.message ?? (error instanceof Error ? error.message : 'unknown'),
  }
  send(response, { status, body: JSON.stringify(body), type: JSON_TYPE })
}

function errorTypeOf(status: number): string {
  if (status === 404) return 'not_found'
  if (status === 422) return 'execution'
  return status < 500 ? 'bad_data' : 'internal'
}

function send(response: ServerResponse, { status, body, type }: Answer & { status: number }): void {
  const bytes = Buffer.from(body)
  response.writeHead(status, { 'content-type': type, 'content-length': bytes.length })
  response.end(bytes)
}
