import fastifySwagger from '@fastify/swagger'
import { fastify, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'

import { resolveOptions, type ServerContext, type ServerOptions } from './options.ts'
import { requireAuth } from './plugins/auth.ts'
import { lateCompilers } from './plugins/compilers.ts'
import { answerErrors, answerRouterError } from './plugins/errors.ts'
import { collectMethods } from './plugins/method-not-allowed.ts'
import { observeRequests } from './plugins/observe.ts'
import { refuseForeignSites } from './plugins/same-origin.ts'
import { addSecurityHeaders } from './plugins/security-headers.ts'
import { alertRoutes } from './routes/alerts.ts'
import { analysisRoutes } from './routes/analyses.ts'
import { compareRoute } from './routes/compare.ts'
import { demoRoutes } from './routes/demo.ts'
import { docsRoutes } from './routes/docs.ts'
import { eventRoutes } from './routes/events.ts'
import { findingRoutes } from './routes/findings.ts'
import { healthRoutes } from './routes/health.ts'
import { incidentRoutes } from './routes/incidents.ts'
import { metricsRoute } from './routes/metrics.ts'
import { muteRoutes } from './routes/mutes.ts'
import { operationRoutes } from './routes/operations.ts'
import { otlpTraceRoute } from './routes/otlp-traces.ts'
import { pageRoutes } from './routes/page.ts'
import { predictionRoutes } from './routes/predictions.ts'
import { reloadRoute } from './routes/reload.ts'
import { signalRoutes } from './routes/signals.ts'
import { statusRoutes } from './routes/status.ts'
import { streamRoute } from './routes/stream.ts'
import { addSharedSchemas } from './schemas/shared.ts'

export type { ServerOptions } from './options.ts'

/** Bodies of the small routes: an event, a mute, what a person says. */
const SMALL_BODY_BYTES = 64 * 1024
const MAX_ID_LENGTH = 256

const ROUTES = [
  metricsRoute,
  healthRoutes,
  reloadRoute,
  docsRoutes,
  analysisRoutes,
  otlpTraceRoute,
  operationRoutes,
  compareRoute,
  signalRoutes,
  findingRoutes,
  incidentRoutes,
  predictionRoutes,
  eventRoutes,
  muteRoutes,
  alertRoutes,
  statusRoutes,
  streamRoute,
  pageRoutes,
]

/** The page, the API and /metrics; the caller listens and closes. */
export async function createServer(options: ServerOptions): Promise<FastifyInstance> {
  const context = resolveOptions(options)
  const app = createFastify(context)
  observeRequests(app, context)
  addSecurityHeaders(app)
  refuseForeignSites(app, context)
  if (context.auth) requireAuth(app, context.auth, context)
  answerErrors(app, context)
  addSharedSchemas(app)
  await describeApi(app, context)
  const refuseOtherMethods = collectMethods(app)
  for (const route of ROUTES) await app.register(route, { ...context, prefix: context.routePrefix })
  if (context.demo) await app.register(demoRoutes, { ...context.demo, prefix: context.routePrefix })
  refuseOtherMethods()
  return app
}

function createFastify(context: ServerContext): FastifyInstance {
  const { tls } = context
  return fastify({
    // The log of requests is the observer's.
    logger: false,
    bodyLimit: SMALL_BODY_BYTES,
    schemaController: { compilersFactory: lateCompilers() },
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: MAX_ID_LENGTH },
    frameworkErrors: (error: unknown, _request: FastifyRequest, reply: FastifyReply) => {
      answerRouterError(error, reply, context)
    },
    ...(tls ? { https: tls } : {}),
  })
}

async function describeApi(app: FastifyInstance, { build, routePrefix }: ServerContext) {
  await app.register(fastifySwagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'RootOps',
        version: build.version,
        description: 'What is wrong now, what will be wrong soon, and why.',
      },
      servers: [{ url: routePrefix === '' ? '/' : routePrefix }],
    },
    stripBasePath: true,
    refResolver: {
      buildLocalReference: (json, _base, _fragment, i) =>
        typeof json.$id === 'string' ? json.$id : `def-${i}`,
    },
  })
}
