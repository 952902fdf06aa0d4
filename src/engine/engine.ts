import type { Finding } from '../model/finding.ts'
import type { Incident } from '../model/incident.ts'
import type { ForecastAnalysis, JudgedColumns, MetricAnalysis } from '../model/metric-analysis.ts'
import type { ClassSkill } from '../model/ledger.ts'
import type { LoadAnalysis } from '../model/load-analysis.ts'
import type { LogAnalysis } from '../model/log-analysis.ts'
import type { Page } from '../model/page.ts'
import type { Prediction } from '../model/prediction.ts'
import type { Signal } from '../model/signal.ts'
import type { TraceAnalysis } from '../model/trace-analysis.ts'
import type { SourceInfo, SourceLoad } from '../sources/source.ts'
import type { WatchOptions } from './discovery.ts'
import type { OperationsView } from './operations/operations.ts'
import type { TraceReceiver } from './trace-receiver.ts'

/** The last sample of a signal, and what we thought of it. */
export interface LastJudgement {
  readonly timestamp: number
  readonly value: number | null
  readonly expected: number | null
  readonly lower: number | null
  readonly upper: number | null
  readonly score: number
  readonly alert_score: number
}

export interface WatchedSignal extends Signal {
  readonly last: LastJudgement | null
  /** Unix seconds until when verdicts are held back for lack of history; null when learned. */
  readonly learning_until: number | null
}

export interface ComponentStatus {
  readonly name: 'prometheus' | 'store' | 'engine'
  readonly state: 'ok' | 'starting' | 'degraded' | 'down' | 'off'
  /** One sentence for people. */
  readonly detail: string
}

export interface EngineStatus {
  readonly state: 'idle' | 'connecting' | 'learning' | 'watching' | 'stopped'
  readonly components: readonly ComponentStatus[]
  readonly source: {
    readonly url: string
    readonly info: SourceInfo | null
    readonly load: SourceLoad
  } | null
  readonly cycle: {
    readonly interval_seconds: number
    readonly count: number
    readonly failed: number
    readonly last_started: number | null
    readonly last_duration_seconds: number | null
    /** null when the last cycle was whole. */
    readonly last_error: string | null
  }
  readonly signals: {
    readonly watched: number
    readonly learning: number
    readonly queries: number
  }
  /** What was seen and not watched, and why. */
  readonly left_out: readonly { readonly metric: string; readonly reason: string }[]
  readonly alert_budget: {
    /** False pages that are acceptable. */
    readonly pages_per_week: number
    /** False pages that the bars in force let expect; null before history was read. */
    readonly expected_per_week: number | null
    /** Pages that there were, history included, the last weeks counting most; null before a day. */
    readonly realised_per_week: number | null
  }
  readonly judged_until: number | null
  readonly queries_per_minute: number
}

/** The per-signal gauges of /metrics, aligned columns; NaN where there is nothing to say. */
export interface SignalScores {
  readonly signals: readonly Signal[]
  readonly score: Float64Array
  readonly alertScore: Float64Array
  readonly expected: Float64Array
  readonly lower: Float64Array
  readonly upper: Float64Array
}

/** The analyses people and scripts ask for. CPU work happens in worker threads. */
export interface Analyses {
  /** `body`: JSON of `{traces: rows, service_name?}`. Rejects with INPUT_INVALID when malformed. */
  traces(body: Uint8Array): Promise<TraceAnalysis>
  /** `body`: `{logs: […]}`, NDJSON or plain lines, as the content type says. */
  logs(body: Uint8Array, contentType: string): Promise<LogAnalysis>
  /** `body`: `{query,start,end,step}` or a query_range answer as it came. */
  metrics(body: Uint8Array): Promise<MetricAnalysis>
  /** The same inputs plus `horizon` (seconds) and optional `threshold`. */
  forecast(body: Uint8Array): Promise<ForecastAnalysis>
  /** `body`: `{load, latency}`, each a query or a query_range answer, and what to hold them against. */
  load(body: Uint8Array): Promise<LoadAnalysis>
}

/** What the server and the commands may ask the engine. */
export interface Engine {
  start(): Promise<void>
  /** Lets the running cycle end, saves the models, stops the workers. */
  stop(): Promise<void>
  /** Takes effect at the next look for metrics, which is made at once. */
  reconfigure(watch: WatchOptions): void
  status(): EngineStatus
  readonly analyses: Analyses
  /** Takes the spans that programs send. */
  readonly traceReceiver: TraceReceiver
  /** The operations whose spans are received. */
  readonly operations: OperationsView
  listSignals(filter: {
    limit: number
    cursor?: string | undefined
    entity?: string | undefined
    /** Only signals whose name, metric or labels contain this. */
    search?: string | undefined
  }): Page<WatchedSignal>
  /** A signal's last day (or the range) as a chart, judged as it was live; undefined when unknown. */
  chart(signalId: string, range: { start: number; end: number }): Promise<JudgedColumns | undefined>
  scores(): SignalScores
  openIncidents(): readonly Incident[]
  openPredictions(): readonly Prediction[]
  /** How each class of forecasts has done, by the ledger as of the last cycle that settled something. */
  classSkills(): readonly ClassSkill[]
  openFindings(): readonly Finding[]
  /** Calls back after every cycle; answers how to stop listening. */
  onCycle(listener: () => void): () => void
}
