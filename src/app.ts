import { authOf, refuseExposure, tlsOf } from './config/access.ts'
import { destinationsOf } from './config/destinations-of.ts'
import { signalRulesOf } from './config/signal-rules.ts'
import { withReloaded, type Config } from './config/settings.ts'
import { shownConfig, shownFlags, withoutUser } from './config/shown.ts'
import { createEngine } from './engine/create-engine.ts'
import { systemClock } from './engine/clock.ts'
import type { Engine } from './engine/engine.ts'
import type { EngineOptions } from './engine/options.ts'
import type { WatchOptions } from './engine/discovery.ts'
import { errors, messageOf } from './errors.ts'
import { openTelling } from './notify/telling.ts'
import type { DemoControls } from './server/options.ts'
import { createServer } from './server/server.ts'
import type { MetricsSource } from './sources/source.ts'
import { openStore } from './store/open-store.ts'
import type { Store } from './store/store.ts'
import { createTelemetry, type Telemetry } from './telemetry.ts'
import { createLogger } from './telemetry/log.ts'
import { version } from './version.ts'

export interface AppOptions {
  readonly config: Config
  /** Reads the configuration again, for POST /-/reload and SIGHUP. */
  readonly reload?: () => Config
  readonly demo?: DemoControls
}

export interface App {
  /** Where the page is. */
  readonly url: string
  readonly engine: Engine
  /** Reads the configuration again; a fault is logged, and what was in force stays. */
  reload(): Promise<void>
  stop(): Promise<void>
}

/** Makes every room once, hands each what it needs, and starts listening. */
export async function startApp(options: AppOptions): Promise<App> {
  const { config, reload, demo } = options
  const webFile = config['web.config.file']
  const web = webFile ? (await import('./config/web-config.ts')).readWebConfig(webFile) : {}
  refuseExposure(config, web)
  const log = createLogger({ level: config['log.level'], format: config['log.format'] })
  const telemetry = createTelemetry({ version, log })
  telemetry.configReloadSuccessful.set(1)
  const store = countingErrors(await openConfiguredStore(config), telemetry)
  const source = await openConfiguredSource(config, telemetry)
  const telling = await openConfiguredTelling(config, store, telemetry)
  const engine = createEngine({
    source,
    store,
    telemetry,
    options: engineOptionsOf(config),
    announcer: telling.announcer,
  })
  const renewal = createRenewal(options, telemetry, async (next) => {
    await telling.tell(destinationsOf(next))
    log.level = next['log.level']
    engine.reconfigure(watchOptionsOf(next))
  })
  const server = await createServer({
    engine,
    store,
    telemetry,
    build: { version },
    routePrefix: config['web.route_prefix'],
    externalUrl: config['web.external_url'],
    auth: authOf(web, config),
    tls: tlsOf(web),
    reload: config['web.enable_lifecycle'] && reload ? renewal.renew : undefined,
    otlpReceiver: config['web.enable_otlp_receiver'],
    demo,
    status: renewal.status,
    limits: { bodyBytes: config['web.max_body'] },
  })

  const { host, port } = config['web.listen_address']
  const url = await listen(server, host, port)
  log.info({ url, docs: `${url}/docs` }, 'listening')
  await engine.start()
  telling.begin()
  return {
    url,
    engine,
    reload: () =>
      renewal.renew().catch((error: unknown) => {
        log.error({ error: messageOf(error) }, 'configuration not reloaded')
      }),
    async stop() {
      log.info('stopping')
      await server.close()
      await engine.stop()
      await telling.stop()
      await source?.close()
      await store.close()
    },
  }
}

/** The configuration in force, and reading it again: `use` puts the new one in force, or rejects. */
function createRenewal(
  { config, reload }: AppOptions,
  { log, configReloadSuccessful }: Telemetry,
  use: (next: Config) => Promise<void>,
) {
  let inForce = config
  return {
    status: { config: () => shownConfig(inForce), flags: () => shownFlags(inForce) },
    renew: async (): Promise<void> => {
      if (!reload) return
      try {
        const next = withReloaded(inForce, reload())
        await use(next)
        inForce = next
        configReloadSuccessful.set(1)
        log.info('configuration reloaded')
      } catch (error) {
        // The last good configuration stays in force.
        configReloadSuccessful.set(0)
        throw error
      }
    },
  }
}

async function listen(
  server: Awaited<ReturnType<typeof createServer>>,
  host: string,
  port: number,
) {
  try {
    return await server.listen({ host, port })
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    const why =
      code === 'EADDRINUSE'
        ? 'is already in use; choose another with --web.listen-address'
        : message
    throw errors.configInvalid(`cannot listen: ${host}:${port} ${why}`)
  }
}

/** The store, with every operation that fails counted. */
function countingErrors(store: Store, { storeErrors }: Pick<Telemetry, 'storeErrors'>): Store {
  return new Proxy(store, {
    get(target, name: keyof Store) {
      const member = target[name]
      // The server counts its own checks: one that hangs is a failure that nobody throws.
      if (typeof member !== 'function' || name === 'check') return member
      return async (...given: never[]) => {
        try {
          return await (member as (...given: never[]) => Promise<unknown>)(...given)
        } catch (error) {
          storeErrors.inc()
          throw error
        }
      }
    },
  })
}

/** The database of the configuration: PostgreSQL by URL, else SQLite in a folder. */
export function openConfiguredStore(config: Config): Promise<Store> {
  const databaseUrl = config['storage.database_url']
  return openStore(databaseUrl ? { databaseUrl } : { path: config['storage.path'] })
}

/** Everybody who is told, by the configuration; sends nothing yet. */
function openConfiguredTelling(config: Config, store: Store, telemetry: Telemetry) {
  return openTelling({
    store,
    telemetry,
    clock: systemClock,
    externalUrl: config['web.external_url'],
    isDry: config['dry_run'],
    destinations: destinationsOf(config),
  })
}

/** The Prometheus of the configuration; undefined when none is named. */
export async function openConfiguredSource(
  config: Config,
  telemetry?: Pick<Telemetry, 'prometheusQueries' | 'prometheusQueryDuration'>,
): Promise<MetricsSource | undefined> {
  const url = config['prometheus.url']
  if (!url) return undefined
  // The HTTP client is large: who only analyses what is sent does without it.
  const { openPrometheus } = await import('./sources/prometheus/open-prometheus.ts')
  return openPrometheus({
    url,
    httpConfig: config['prometheus.http_config'] ?? {},
    timeoutSeconds: config['prometheus.timeout'],
    concurrency: config['prometheus.concurrency'],
    onQuery: (result, seconds) => {
      telemetry?.prometheusQueries.inc({ result })
      telemetry?.prometheusQueryDuration.observe(seconds)
    },
  })
}

export function watchOptionsOf(config: Config): WatchOptions {
  return {
    maxSignals: config['watch.max_signals'],
    maxSeriesPerQuery: config['watch.max_series_per_query'],
    include: config['watch.include'],
    exclude: config['watch.exclude'],
    alertBudget: config['watch.alert_budget'],
    rules: signalRulesOf(config),
    objectives: config['slos'],
  }
}

export function engineOptionsOf(config: Config): EngineOptions {
  return {
    sourceUrl: withoutUser(config['prometheus.url'] ?? ''),
    watch: watchOptionsOf(config),
    interval: config['watch.interval'],
    offset: config['watch.offset'],
    history: config['watch.history'],
    historyPoints: config['watch.history_points'],
    rediscover: config['watch.rediscover'],
    horizon: config['watch.horizon'],
    forecastInterval: config['watch.forecast_interval'],
    retention: config['storage.retention.time'],
    dryRun: config['dry_run'],
  }
}
