import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { Logger } from 'pino'

import { FORECAST_CLASSES, OUTCOMES } from './model/ledger.ts'
import { collectProcessMetrics } from './telemetry/process-metrics.ts'

export interface TelemetryOptions {
  readonly version: string
  readonly revision?: string | undefined
  readonly log: Logger
  /** Also collect the process's own CPU, memory, event loop and GC figures; true by default. */
  readonly processMetrics?: boolean
}

/** Our own log and our own metrics. The names and labels of the metrics are a contract. */
export type Telemetry = ReturnType<typeof createTelemetry>

const DURATION_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]
const CYCLE_BUCKETS = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300]

export function createTelemetry(options: TelemetryOptions) {
  const { version, revision, log, processMetrics = true } = options
  const registry = new Registry()
  const metrics = {
    ...requestMetrics(registry),
    ...analysisMetrics(registry),
    ...engineMetrics(registry),
    ...pageMetrics(registry),
    ...ledgerMetrics(registry),
    ...objectiveMetrics(registry),
    ...notificationMetrics(registry),
    ...stateMetrics(registry),
  }
  startAtZero(metrics)
  recordBuild(registry, version, revision)
  if (processMetrics) collectProcessMetrics(registry)
  return { log, registry, ...metrics }
}

function requestMetrics(registry: Registry) {
  const registers = [registry]
  return {
    httpRequests: new Counter({
      name: 'rootops_http_requests_total',
      help: 'HTTP requests answered, crashes and rejected ones included.',
      labelNames: ['method', 'endpoint', 'status'],
      registers,
    }),
    httpRequestDuration: new Histogram({
      name: 'rootops_http_request_duration_seconds',
      help: 'Time from the first byte of a request to the last byte of its answer.',
      labelNames: ['endpoint'],
      buckets: DURATION_BUCKETS,
      registers,
    }),
  }
}

function analysisMetrics(registry: Registry) {
  const registers = [registry]
  return {
    predictions: new Counter({
      name: 'rootops_predictions_total',
      help: 'Predictions made, by the model that spoke and by what it said.',
      labelNames: ['model_type', 'result'],
      registers,
    }),
    logAnalyses: new Counter({
      name: 'rootops_log_analyses_total',
      help: 'Log analyses performed, by verdict or error.',
      labelNames: ['result'],
      registers,
    }),
    traceAnalyses: new Counter({
      name: 'rootops_trace_analyses_total',
      help: 'Trace analyses performed, by verdict or error.',
      labelNames: ['result'],
      registers,
    }),
  }
}

function engineMetrics(registry: Registry) {
  const registers = [registry]
  return {
    cycleDuration: new Histogram({
      name: 'rootops_cycle_duration_seconds',
      help: 'Time that one evaluation of all signals took.',
      buckets: CYCLE_BUCKETS,
      registers,
    }),
    prometheusQueries: new Counter({
      name: 'rootops_prometheus_queries_total',
      help: 'Queries sent to Prometheus, by result.',
      labelNames: ['result'],
      registers,
    }),
    prometheusQueryDuration: new Histogram({
      name: 'rootops_prometheus_query_duration_seconds',
      help: 'Time from sending a query to Prometheus to its decoded answer.',
      buckets: DURATION_BUCKETS,
      registers,
    }),
    samplesReceived: new Counter({
      name: 'rootops_samples_received_total',
      help: 'Samples that came in, from queries and from those who push.',
      registers,
    }),
    samplesRejected: new Counter({
      name: 'rootops_samples_rejected_total',
      help: 'Samples that came in and were not used, by reason.',
      labelNames: ['reason'],
      registers,
    }),
  }
}

function pageMetrics(registry: Registry) {
  const registers = [registry]
  return {
    pages: new Counter({
      name: 'rootops_pages_total',
      help: 'Incidents told for the first time, by severity.',
      labelNames: ['severity'],
      registers,
    }),
    pageBudget: new Gauge({
      name: 'rootops_page_budget_per_week',
      help: 'False pages a week that are acceptable.',
      registers,
    }),
    pagesExpected: new Gauge({
      name: 'rootops_pages_expected_per_week',
      help: 'False pages a week to expect of the bars in force.',
      registers,
    }),
    pagesRealised: new Gauge({
      name: 'rootops_pages_realised_per_week',
      help: 'Pages a week that there were, history included, the last four weeks counting most.',
      registers,
    }),
  }
}

function objectiveMetrics(registry: Registry) {
  const registers = [registry]
  return {
    budgetRemaining: new Gauge({
      name: 'rootops_slo_budget_remaining_ratio',
      help: 'Share of the error budget that is left; negative when more was spent.',
      labelNames: ['slo'],
      registers,
    }),
    burnRate: new Gauge({
      name: 'rootops_slo_burn_rate',
      help: 'How many times faster than it lasts the error budget burns, over a window.',
      labelNames: ['slo', 'window'],
      registers,
    }),
    budgetExhaustion: new Gauge({
      name: 'rootops_slo_budget_exhaustion_probability',
      help: 'Probability that the error budget is spent before its window ends.',
      labelNames: ['slo'],
      registers,
    }),
  }
}

function notificationMetrics(registry: Registry) {
  const registers = [registry]
  return {
    notifications: new Counter({
      name: 'rootops_notifications_total',
      help: 'Messages to receivers, by what came of sending them; failed ones are tried again.',
      labelNames: ['destination', 'result'],
      registers,
    }),
    notificationsPending: new Gauge({
      name: 'rootops_notifications_pending',
      help: 'Messages that are still to be sent.',
      registers,
    }),
  }
}

function ledgerMetrics(registry: Registry) {
  const of = { labelNames: ['class'] as const, registers: [registry] }
  return {
    forecastStatements: new Counter({
      name: 'rootops_forecast_statements_total',
      help: 'Probabilities that were said and got their outcome.',
      labelNames: ['class', 'outcome'],
      registers: [registry],
    }),
    forecastBrier: new Gauge({
      name: 'rootops_forecast_brier_score',
      help: 'Mean squared error of the probabilities said; lower is better.',
      ...of,
    }),
    forecastReferenceBrier: new Gauge({
      name: 'rootops_forecast_reference_brier_score',
      help: 'The same of who only counts how often it happened before.',
      ...of,
    }),
    forecastSkill: new Gauge({
      name: 'rootops_forecast_skill',
      help: '1 - score / reference score, from 30 outcomes on; negative is worse than counting.',
      ...of,
    }),
    forecastSilent: new Gauge({
      name: 'rootops_forecast_silent',
      help: 'Whether nothing of the class is told, because its skill is negative.',
      ...of,
    }),
  }
}

function stateMetrics(registry: Registry) {
  const registers = [registry]
  return {
    signals: new Gauge({ name: 'rootops_signals', help: 'Signals watched.', registers }),
    exportedSeriesDropped: new Counter({
      name: 'rootops_exported_series_dropped_total',
      help: 'Series of signals left out of scrapes by the cap, summed over scrapes.',
      registers,
    }),
    configReloadSuccessful: new Gauge({
      name: 'rootops_config_last_reload_successful',
      help: 'Whether the last load of the configuration succeeded.',
      registers,
    }),
    storeErrors: new Counter({
      name: 'rootops_store_errors_total',
      help: 'Operations of the store that failed.',
      registers,
    }),
    queueDepth: new Gauge({
      name: 'rootops_queue_depth',
      help: 'Pieces of work that wait for a worker.',
      registers,
    }),
  }
}

/** rate() does not see the step from absent to 1, so series that alerts are about exist from the start. */
function startAtZero(
  metrics: ReturnType<typeof analysisMetrics> &
    ReturnType<typeof engineMetrics> &
    ReturnType<typeof pageMetrics> &
    ReturnType<typeof ledgerMetrics>,
): void {
  for (const result of ['ok', 'anomalous', 'insufficient_data', 'error']) {
    metrics.traceAnalyses.inc({ result }, 0)
    metrics.logAnalyses.inc({ result }, 0)
  }
  for (const severity of ['critical', 'warning', 'info']) metrics.pages.inc({ severity }, 0)
  for (const name of FORECAST_CLASSES) {
    metrics.forecastSilent.set({ class: name }, 0)
    for (const outcome of OUTCOMES)
      if (outcome !== 'pending') metrics.forecastStatements.inc({ class: name, outcome }, 0)
  }
  // Nothing is known before history was read, which is not zero.
  for (const gauge of [metrics.pagesExpected, metrics.pagesRealised]) gauge.remove()
  for (const result of ['success', 'error']) metrics.prometheusQueries.inc({ result }, 0)
}

function recordBuild(registry: Registry, version: string, revision: string | undefined): void {
  const build = new Gauge({
    name: 'rootops_build_info',
    help: 'Always 1; the labels say what is running.',
    labelNames: ['version', 'revision'],
    registers: [registry],
  })
  build.set(revision === undefined ? { version } : { version, revision }, 1)
}
