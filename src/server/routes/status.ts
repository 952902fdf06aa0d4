import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { TSchema } from 'typebox'

import { Type } from '../../schema.ts'
import type { EngineStatus } from '../../engine/engine.ts'
import { hideSecrets } from '../../telemetry/secrets.ts'
import type { ServerContext } from '../options.ts'
import { refTo } from '../schemas/describes.ts'

/** As Prometheus wraps its answers, so that its tools read ours. */
function envelope<S extends TSchema>(data: S) {
  return Type.Object({ status: Type.Literal('success'), data })
}

const Flags = Type.Record(Type.String(), Type.String())
const Config = Type.Object({ yaml: Type.String() })
const BuildInfo = Type.Object({
  version: Type.String(),
  revision: Type.String(),
  nodeVersion: Type.String(),
})
const RuntimeInfo = Type.Object({
  startTime: Type.String(),
  CWD: Type.String(),
  lastConfigTime: Type.Union([Type.String(), Type.Null()]),
  pid: Type.Integer(),
  platform: Type.String(),
})

export const statusRoutes: FastifyPluginAsyncTypebox<ServerContext> = async (app, context) => {
  const { engine, build, status } = context
  const tags = ['operate']

  app.get(
    '/api/v1/status',
    {
      schema: {
        summary: 'What the engine does',
        tags,
        response: { 200: refTo<EngineStatus>('Status') },
      },
    },
    async () => withoutSecrets(engine.status()),
  )

  app.get(
    '/api/v1/status/config',
    { schema: { summary: 'The configuration', tags, response: { 200: envelope(Config) } } },
    async () => success({ yaml: hideSecrets(status?.config() ?? '') }),
  )

  app.get(
    '/api/v1/status/flags',
    { schema: { summary: 'The flags', tags, response: { 200: envelope(Flags) } } },
    async () => success(hideInValues(status?.flags() ?? {})),
  )

  app.get(
    '/api/v1/status/buildinfo',
    { schema: { summary: 'What is running', tags, response: { 200: envelope(BuildInfo) } } },
    async () =>
      success({
        version: build.version,
        revision: build.revision ?? '',
        nodeVersion: process.version,
      }),
  )

  app.get(
    '/api/v1/status/runtimeinfo',
    { schema: { summary: 'Where and since when', tags, response: { 200: envelope(RuntimeInfo) } } },
    async () => success(runtimeInfo(context)),
  )
}

function runtimeInfo({ status, now }: ServerContext) {
  const loaded = status?.configLoadedAt?.() ?? null
  return {
    startTime: isoTime(now() - process.uptime()),
    CWD: process.cwd(),
    lastConfigTime: loaded === null ? null : isoTime(loaded),
    pid: process.pid,
    platform: `${process.platform}/${process.arch}`,
  }
}

function success<T>(data: T) {
  return { status: 'success' as const, data }
}

/** The address of the Prometheus may carry a password. */
function withoutSecrets(status: EngineStatus): EngineStatus {
  const { source } = status
  return source === null
    ? status
    : { ...status, source: { ...source, url: hideSecrets(source.url) } }
}

function hideInValues(flags: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(flags).map(([key, value]) => [key, hideSecrets(value)]))
}

function isoTime(seconds: number): string {
  return new Date(seconds * 1000).toISOString()
}
