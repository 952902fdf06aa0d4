import type { TlsOptions } from 'node:tls'

import type { Engine } from '../engine/engine.ts'
import type { Store } from '../store/store.ts'
import type { Telemetry } from '../telemetry.ts'
import type { AuthOptions, Scope } from './auth/auth-options.ts'

/** The demo's buttons: faults that can be injected into the simulated world. */
export interface DemoControls {
  /** What can be broken. */
  readonly kinds: readonly string[]
  faults(): Promise<readonly unknown[]>
  inject(kind: string, target?: string): Promise<unknown>
  clear(id: string): Promise<void>
}

export interface ServerLimits {
  /** Bytes of a request body, before and after inflating. */
  readonly bodyBytes: number
  /** Analyses with a body over 1 MiB (or of unknown size) that may be under way at once. */
  readonly bigAnalyses: number
  /** All analyses that may be under way at once. */
  readonly analyses: number
  /** Milliseconds that one more waits for its turn before it is refused. */
  readonly waitMs: number
  /** Clients of the event stream. */
  readonly streamClients: number
  /** Signals on /metrics; the highest scores stay. */
  readonly exportedSignals: number
}

const DEFAULT_LIMITS: ServerLimits = {
  bodyBytes: 64 * 1024 * 1024,
  bigAnalyses: 4,
  analyses: 64,
  waitMs: 3000,
  streamClients: 100,
  exportedSignals: 2000,
}

/** What /api/v1/status tells; whoever wires the server hides the secrets in it. */
interface StatusSources {
  /** The configuration in force, as YAML. */
  config(): string
  flags(): Readonly<Record<string, string>>
  /** Unix seconds of the last successful load of the configuration. */
  configLoadedAt?(): number | null
}

export interface ServerOptions {
  readonly engine: Pick<
    Engine,
    | 'status'
    | 'analyses'
    | 'traceReceiver'
    | 'operations'
    | 'listSignals'
    | 'chart'
    | 'scores'
    | 'openIncidents'
    | 'openPredictions'
    | 'classSkills'
    | 'onCycle'
  >
  readonly store: Pick<
    Store,
    | 'listFindings'
    | 'listIncidents'
    | 'findIncident'
    | 'listPredictions'
    | 'listStatements'
    | 'listEvents'
    | 'addEvent'
    | 'listMutes'
    | 'addMute'
    | 'addFeedback'
    | 'check'
  >
  readonly telemetry: Telemetry
  readonly build: { readonly version: string; readonly revision?: string | undefined }
  /** `/rootops` serves everything below it; empty or `/` serves at the root. */
  readonly routePrefix?: string | undefined
  /** Where people reach us, when a proxy stands in front; its host may send us forms. */
  readonly externalUrl?: string | undefined
  /** The built page; found by itself when absent. */
  readonly uiDirectory?: string | undefined
  /** Absent: everybody may do everything (loopback, or anonymous access was allowed). */
  readonly auth?: AuthOptions | undefined
  /** Present when the lifecycle is enabled: POST /-/reload calls it, a rejection answers 500. */
  readonly reload?: (() => Promise<void>) | undefined
  /** Whether spans are received over OTLP/HTTP. */
  readonly otlpReceiver?: boolean | undefined
  /** Present in the demo only. */
  readonly demo?: DemoControls | undefined
  readonly status?: StatusSources | undefined
  readonly limits?: Partial<ServerLimits> | undefined
  readonly tls?: TlsOptions | undefined
  /** Unix seconds; the wall clock by default. */
  readonly now?: (() => number) | undefined
}

/** The options with every default in place; what plugins and routes are handed. */
export interface ServerContext extends Omit<ServerOptions, 'limits' | 'now' | 'routePrefix'> {
  readonly limits: ServerLimits
  readonly now: () => number
  /** Empty, or starting with and not ending in a slash. */
  readonly routePrefix: string
}

export function resolveOptions(options: ServerOptions): ServerContext {
  const trimmed = (options.routePrefix ?? '').replace(/^\/+|\/+$/g, '')
  return {
    ...options,
    limits: { ...DEFAULT_LIMITS, ...options.limits },
    now: options.now ?? (() => Date.now() / 1000),
    routePrefix: trimmed === '' ? '' : `/${trimmed}`,
  }
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Who may call; by default `read` for GET and HEAD, `write` for all else. */
    scope?: Scope
    /** Lasts as long as the client likes: counted, but its duration says nothing. */
    longLived?: boolean
    /** Set on the routes that answer 405, with the methods that would work. */
    allow?: string
  }
}
