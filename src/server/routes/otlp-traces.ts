import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'

import type { TraceReceipt } from '../../engine/trace-receiver.ts'
import { RootOpsError } from '../../errors.ts'
import type { Telemetry } from '../../telemetry.ts'
import type { ServerContext } from '../options.ts'
import { exportResponse, rpcStatus, type OtlpType } from '../otlp-answer.ts'
import { admitAnalyses } from '../plugins/admission.ts'
import { sendProblem } from '../plugins/errors.ts'
import { acceptRawBodies } from '../plugins/raw-bodies.ts'
import { createProblem, problemOf } from '../problem.ts'
import { problems } from '../schemas/shared.ts'

const URL_PATH = '/v1/traces'
const PROTOBUF = 'application/x-protobuf'
const JSON_TYPE = 'application/json'
const RETRY_AFTER_SECONDS = 5
const NOT_ENABLED = createProblem({
  status: 404,
  code: 'OTLP_RECEIVER_DISABLED',
  detail: 'receiving OTLP is off; start with --web.enable-otlp-receiver',
})

/** Spans over OTLP/HTTP, in protobuf or JSON; off unless it was enabled. */
export const otlpTraceRoute: FastifyPluginAsync<ServerContext> = async (app, context) => {
  if (context.otlpReceiver !== true) {
    app.post(URL_PATH, {
      schema: { hide: true },
      // In this hook and not in the handler: the body need not be read first.
      onRequest: async (_request, reply) => sendProblem(reply, NOT_ENABLED),
      handler: async () => undefined,
    })
    return
  }
  const { engine, telemetry, limits } = context
  const admission = admitAnalyses(app, limits)
  acceptRawBodies(app, [PROTOBUF, JSON_TYPE])
  app.setErrorHandler((error, request, reply) => sendStatus(error, { request, reply, context }))
  app.post(
    URL_PATH,
    {
      bodyLimit: limits.bodyBytes,
      validatorCompiler: () => () => true,
      schema: {
        summary: 'Receive spans over OTLP/HTTP',
        description:
          'An ExportTraceServiceRequest in protobuf or JSON, gzip or not. Errors are a google.rpc.Status in the same encoding.',
        tags: ['receive'],
        body: REQUEST_BODY,
        response: { 200: RESPONSE_BODY, ...problems(404) },
      },
    },
    async (request, reply) => {
      const type = typeOf(request)
      const body = Buffer.isBuffer(request.body) ? request.body : new Uint8Array()
      const encoding = type === PROTOBUF ? 'protobuf' : 'json'
      const receipt = await admission
        .placeOf(request)
        .hold(() => engine.traceReceiver.receive(body, encoding))
      count(telemetry, receipt)
      return answer(reply, type, exportResponse(type, receipt))
    },
  )
}

/** Bytes of which the documentation says only what they are. */
const ANY = { description: 'As opentelemetry.proto.collector.trace.v1 defines it.' }
const CONTENT = { [PROTOBUF]: { schema: ANY }, [JSON_TYPE]: { schema: ANY } }
const REQUEST_BODY = { content: CONTENT }
const RESPONSE_BODY = {
  description: 'Taken, with what was not in partial_success.',
  content: CONTENT,
}

function count(
  { samplesReceived, samplesRejected }: Pick<Telemetry, 'samplesReceived' | 'samplesRejected'>,
  { accepted, rejected, reasons }: TraceReceipt,
): void {
  samplesReceived.inc(accepted + rejected)
  for (const { reason, count: spans } of reasons) samplesRejected.inc({ reason }, spans)
}

/** The error in the protocol's own form; what is our own fault is written to the log. */
function sendStatus(
  error: unknown,
  {
    request,
    reply,
    context,
  }: { request: FastifyRequest; reply: FastifyReply; context: ServerContext },
): FastifyReply {
  const { telemetry, limits } = context
  const { status, detail } = problemOf(error, limits.bodyBytes)
  if (status === 400) telemetry.samplesRejected.inc({ reason: 'malformed_otlp' })
  if (status >= 500) {
    const level = error instanceof RootOpsError && status === 503 ? 'warn' : 'error'
    telemetry.log[level](
      { err: error, method: request.method, endpoint: URL_PATH },
      'request failed',
    )
  }
  if (status === 503) reply.header('retry-after', RETRY_AFTER_SECONDS)
  const type = typeOf(request)
  return answer(reply.code(status), type, rpcStatus(type, status, detail))
}

function answer(reply: FastifyReply, type: OtlpType, bytes: Buffer): FastifyReply {
  return reply.header('content-type', type).header('cache-control', 'no-store').send(bytes)
}

/** The encoding of a request, in which it is answered: JSON for types that we do not know. */
function typeOf({ headers }: FastifyRequest): OtlpType {
  const type = (headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase()
  return type === PROTOBUF ? PROTOBUF : JSON_TYPE
}
