import * as kinds from './kinds.ts'
import { alertmanagers } from './alertmanagers.ts'
import { calendar } from './calendar/calendar.ts'
import { httpConfig } from './http-config.ts'
import type { Kind } from './kinds.ts'
import { overrides } from './overrides.ts'
import { receivers } from './receivers.ts'
import { slos } from './slos.ts'
import { timeZone } from './time-zone.ts'

/** One setting: its key in the file; flag and variable follow from the key (see `names.ts`). */
export interface Setting<T> {
  readonly kind: Kind<T>
  readonly help: string
  /** What it is when nobody says anything, as one would write it; absent = unset. */
  readonly fallback?: string
  /** Never shown, and `<key>_file` names a file that holds it. */
  readonly secret?: boolean
  /** Other variables that mean the same. */
  readonly alsoEnvironment?: readonly string[]
  /** Only in the file: too long for a command line. */
  readonly fileOnly?: boolean
  /** Takes effect on reload; the others need a restart. */
  readonly reloadable?: boolean
}

function required<T>(
  kind: Kind<T>,
  fallback: string,
  help: string,
  more: Omit<Setting<T>, 'kind' | 'help' | 'fallback'> = {},
) {
  return { kind, help, fallback, ...more } satisfies Setting<T>
}

function optional<T>(
  kind: Kind<T>,
  help: string,
  more: Omit<Setting<T>, 'kind' | 'help' | 'fallback'> = {},
) {
  return { kind, help, ...more } satisfies Setting<T>
}

/**
 * Every setting there is. The file nests the keys at their dots; the flag is `--` and the key with
 * dashes; the variable is `ROOTOPS_` and the key in capitals. Nothing else reads the environment.
 */
const settings = {
  'config.file': optional(
    kinds.path,
    'YAML file with the settings below; flags and environment win over it.',
  ),

  'prometheus.url': optional(
    kinds.url,
    'The Prometheus (Thanos, Mimir, VictoriaMetrics) to watch.',
    {
      alsoEnvironment: ['PROMETHEUS_URL'],
    },
  ),
  'prometheus.http_config': optional(
    httpConfig,
    'How to authenticate: the http_config block of prometheus.yml.',
    { fileOnly: true },
  ),
  'prometheus.timeout': required(kinds.duration, '30s', 'How long one query may take.'),
  'prometheus.concurrency': required(kinds.count(1, 64), '2', 'Queries under way at once.'),

  'watch.interval': required(
    kinds.duration,
    '1m',
    'Time between cycles; never below the scrape interval.',
  ),
  'watch.offset': required(
    kinds.duration,
    '5s',
    'How far behind now a cycle looks, so that late samples are in.',
  ),
  'watch.history': required(
    kinds.duration,
    '14d',
    'How much history to learn from at the first start.',
  ),
  'watch.history_points': required(
    kinds.count(100_000, 1_000_000_000),
    '10000000',
    'Most samples to read for that; many signals learn from fewer days.',
  ),
  'watch.max_signals': required(
    kinds.count(1, 200_000),
    '2000',
    'Most signals to watch; what is left out is listed with its reason.',
    { reloadable: true },
  ),
  'watch.max_series_per_query': required(
    kinds.count(1, 100_000),
    '200',
    'Most series one query may return before labels are folded.',
    { reloadable: true },
  ),
  'watch.include': optional(kinds.patterns, 'Metric names to watch, nothing else.', {
    reloadable: true,
  }),
  'watch.exclude': optional(kinds.patterns, 'Metric names to leave alone.', { reloadable: true }),
  'watch.rediscover': required(kinds.duration, '30m', 'Time between looks for new metrics.'),
  'watch.horizon': required(
    kinds.duration,
    '24h',
    'How far ahead to look for limits that will be reached.',
  ),
  'watch.forecast_interval': required(kinds.duration, '5m', 'Time between looks ahead.'),

  'watch.alert_budget': required(
    kinds.positive,
    '3',
    'False incidents a week that you accept over everything watched.',
    { reloadable: true },
  ),

  'watch.time_zone': required(
    timeZone,
    'UTC',
    'IANA zone whose wall clock days and weeks follow, changes for summer included.',
    { reloadable: true },
  ),
  'watch.calendar': optional(
    calendar,
    'Public holidays and own dates: days that are not like their weekday.',
    { fileOnly: true, reloadable: true },
  ),
  'watch.overrides': optional(
    overrides,
    'What you know better of some signals: direction, least change, mute, zone, calendar.',
    { fileOnly: true, reloadable: true },
  ),

  slos: optional(
    slos,
    'Objectives: which share of events must be good. Their error budgets are watched and foretold.',
    { fileOnly: true, reloadable: true },
  ),

  'alerting.alertmanagers': optional(
    alertmanagers,
    'Alertmanagers to tell of incidents and predictions, as in prometheus.yml.',
    { fileOnly: true, reloadable: true },
  ),
  receivers: optional(
    receivers,
    'Webhooks, Slack and PagerDuty to tell of incidents, as in alertmanager.yml.',
    { fileOnly: true, reloadable: true },
  ),

  'web.listen_address': required(
    kinds.address,
    '127.0.0.1:8000',
    'Where to serve page, API and /metrics.',
  ),
  'web.external_url': optional(kinds.url, 'The URL people reach it by, for links in messages.'),
  'web.route_prefix': required(kinds.routePrefix, '/', 'Path that every URL starts with.'),
  'web.config.file': optional(
    kinds.path,
    "TLS and users, in the form of Prometheus' web configuration, and bearer tokens.",
  ),
  'web.enable_lifecycle': required(kinds.flag, 'false', 'Allow POST /-/reload.'),
  'web.enable_otlp_receiver': required(
    kinds.flag,
    'false',
    'Receive spans over OTLP/HTTP: POST /v1/traces.',
  ),
  'web.allow_anonymous': required(
    kinds.flag,
    'false',
    'Serve an address that is not loopback without authentication.',
  ),
  'web.open_metrics_path': required(
    kinds.flag,
    'true',
    'Leave /metrics and /-/healthy open when authentication is on.',
  ),
  'web.max_body': required(kinds.bytes, '64MiB', 'Largest request body, after unpacking.'),

  'storage.path': required(kinds.path, './data', 'Folder of the built-in SQLite database.'),
  'storage.database_url': optional(kinds.databaseUrl, 'PostgreSQL to use instead of SQLite.', {
    secret: true,
    alsoEnvironment: ['DATABASE_URL'],
  }),
  'storage.retention.time': required(
    kinds.duration,
    '90d',
    'How long findings, incidents and predictions are kept.',
  ),

  'log.level': required(
    kinds.oneOf('debug', 'info', 'warn', 'error'),
    'info',
    'Least level to log.',
    { reloadable: true },
  ),
  'log.format': required(kinds.oneOf('logfmt', 'json'), 'logfmt', 'Form of a log line.'),

  dry_run: required(kinds.flag, 'false', 'Watch and log; store and tell nothing.'),
} as const

export type SettingKey = keyof typeof settings

type ValueOf<S> = S extends { kind: Kind<infer T> }
  ? S extends { fallback: string }
    ? T
    : T | undefined
  : never

/** All settings with their values, by key: `config['web.listen_address'].port`. */
export type Config = { readonly [K in SettingKey]: ValueOf<(typeof settings)[K]> }

export const settingKeys = Object.keys(settings) as SettingKey[]

/** A setting without the type of its value, for code that walks over all of them. */
export function settingOf(key: SettingKey): Setting<unknown> {
  return settings[key]
}

/** The configuration in force after a reload: what needs a restart stays as it was. */
export function withReloaded(inForce: Config, read: Config): Config {
  const reloaded = settingKeys.filter((key) => settingOf(key).reloadable)
  return Object.freeze({
    ...inForce,
    ...Object.fromEntries(reloaded.map((key) => [key, read[key]])),
  })
}
