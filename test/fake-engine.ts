import type { Engine, EngineStatus, SignalScores, WatchedSignal } from '../src/engine/engine.ts'
import type { Finding } from '../src/model/finding.ts'
import type { Incident } from '../src/model/incident.ts'
import type { LogAnalysis } from '../src/model/log-analysis.ts'
import type { JudgedColumns } from '../src/model/metric-analysis.ts'
import type { Prediction } from '../src/model/prediction.ts'
import type { Signal } from '../src/model/signal.ts'
import type { TraceAnalysis } from '../src/model/trace-analysis.ts'

/** An engine for tests of the server: it answers what it was given, and ends cycles on demand. */
export interface FakeEngine extends Engine {
  endCycle(): void
  listeners(): number
}

export function createFakeEngine(overrides: Partial<Engine> = {}): FakeEngine {
  const listeners = new Set<() => void>()
  return {
    start: async () => undefined,
    stop: async () => undefined,
    status: () => statusOf(),
    analyses: {
      traces: async () => traceAnalysisOf(),
      logs: async () => logAnalysisOf(),
      metrics: async () => ({
        series_count: 0,
        sample_count: 0,
        timestamp: '2026-01-01T00:00:00Z',
        series: [],
        warnings: [],
        verdict: 'insufficient_data',
      }),
      load: async () => ({
        timestamp: '2026-01-01T00:00:00Z',
        pair_count: 0,
        verdict: 'too_little_data',
        base_latency: null,
        capacity: null,
        knee: null,
        safe_load: null,
        highest_load: null,
        peak: null,
        same_load: null,
        summary: '',
        warnings: [],
      }),
      forecast: async () => ({ timestamp: '2026-01-01T00:00:00Z', forecasts: [], warnings: [] }),
    },
    traceReceiver: {
      receive: async () => ({ accepted: 0, rejected: 0, reasons: [], message: '' }),
    },
    operations: {
      list: () => ({ items: [], next: null }),
      find: () => undefined,
      serviceGraph: async () => ({
        start: null,
        end: null,
        sampled: 1,
        nodes: [],
        edges: [],
        warnings: [],
      }),
      compare: async () => ({
        verdict: 'too_little_data',
        operations: [],
        tests: 0,
        warnings: [],
      }),
      totals: () => ({ operations: [], all: 0 }),
    },
    listSignals: () => ({ items: [], next: null }),
    chart: async () => undefined,
    scores: () => scoresOf([]),
    openIncidents: () => [],
    openPredictions: () => [],
    classSkills: () => [],
    openFindings: () => [],
    onCycle(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    endCycle: () => listeners.forEach((listener) => listener()),
    listeners: () => listeners.size,
    reconfigure: () => undefined,
    ...overrides,
  }
}

export function statusOf(overrides: Partial<EngineStatus> = {}): EngineStatus {
  return {
    state: 'watching',
    components: [
      { name: 'prometheus', state: 'ok', detail: 'Prometheus 3.5 answers.' },
      { name: 'store', state: 'ok', detail: 'SQLite.' },
      { name: 'engine', state: 'ok', detail: 'The last cycle was whole.' },
    ],
    source: null,
    cycle: {
      interval_seconds: 60,
      count: 3,
      failed: 0,
      last_started: 1_800_000_000,
      last_duration_seconds: 0.5,
      last_error: null,
    },
    signals: { watched: 2, learning: 0, queries: 1 },
    left_out: [],
    alert_budget: { pages_per_week: 3, expected_per_week: 2.5, realised_per_week: null },
    judged_until: 1_800_000_000,
    queries_per_minute: 4,
    ...overrides,
  }
}

export function signalOf(overrides: Partial<Signal> = {}): Signal {
  return {
    id: 'sig-1',
    queryId: 'q-1',
    name: 'requests {route="/pay"}',
    metric: 'http_requests_total',
    labels: { route: '/pay' },
    role: 'rate',
    unit: 'per_second',
    bad: 'both',
    entity: 'shop/checkout',
    service: 'checkout',
    ...overrides,
  }
}

export function watchedSignalOf(overrides: Partial<WatchedSignal> = {}): WatchedSignal {
  return { ...signalOf(), last: null, learning_until: null, ...overrides }
}

/** Scores of `signals`: `score[i]`, and the other columns derived from the index. */
export function scoresOf(signals: readonly Signal[], score: readonly number[] = []): SignalScores {
  const column = (value: (i: number) => number) => Float64Array.from(signals, (_, i) => value(i))
  return {
    signals,
    score: column((i) => score[i] ?? 0),
    alertScore: column(() => 0),
    expected: column((i) => i),
    lower: column((i) => i - 1),
    upper: column((i) => i + 1),
  }
}

function findingOf(overrides: Partial<Finding> = {}): Finding {
  return {
    id: 'f-1',
    kind: 'spike',
    signal: 'sig-1',
    entity: 'shop/checkout',
    service: 'checkout',
    start: 1_799_999_000,
    end: null,
    score: 6,
    alert_score: 0.9,
    observed: 12,
    expected: 3,
    summary: 'requests of checkout are 4 times what was expected',
    ...overrides,
  }
}

export function incidentOf(overrides: Partial<Incident> = {}): Incident {
  return {
    id: 'i-1',
    state: 'open',
    severity: 'critical',
    start: 1_799_999_000,
    end: null,
    summary: 'checkout fails because its database is slow',
    entities: ['shop/checkout'],
    causes: [{ service: 'db', score: 0.8, reasons: ['its latency rose first'] }],
    alert_score: 0.9,
    findings: [findingOf()],
    ...overrides,
  }
}

export function predictionOf(overrides: Partial<Prediction> = {}): Prediction {
  return {
    id: 'p-1',
    signal: 'sig-1',
    entity: 'shop/checkout',
    service: 'checkout',
    threshold: 100,
    direction: 'up',
    horizon_seconds: 21_600,
    probability: 0.8,
    breach_seconds: { p10: 3600, p50: 7200, p90: null },
    summary: 'the disk of checkout is full in about 2 h',
    model: 'exhaustion',
    class: 'exhaustion',
    opened_at: 1_800_000_000,
    made_at: 1_800_000_000,
    state: 'open',
    closed_because: null,
    outcome: 'pending',
    closed_at: null,
    ...overrides,
  }
}

export function chartOf(length = 3): JudgedColumns {
  const column = <T>(value: (i: number) => T) => Array.from({ length }, (_, i) => value(i))
  return {
    timestamps: column((i) => 1_800_000_000 + i * 60),
    values: column((i) => (i === 1 ? null : i)),
    expected: column((i) => i),
    lower: column((i) => i - 1),
    upper: column((i) => i + 1),
    score: column(() => 0),
    alert_score: column(() => 0),
  }
}

export function traceAnalysisOf(overrides: Partial<TraceAnalysis> = {}): TraceAnalysis {
  return {
    trace_count: 0,
    p50_latency: null,
    p95_latency: null,
    p99_latency: null,
    timestamp: '2026-01-01T00:00:00Z',
    window: { start: null, end: null },
    slow_traces: [],
    bottlenecks: [],
    operations: [],
    anomalies: [],
    predictions: [],
    structure: 'none',
    completeness: null,
    service_graph: { nodes: [], edges: [] },
    repeated_calls: [],
    error_origins: [],
    rejected: { count: 0, rows: [] },
    warnings: [],
    verdict: 'ok',
    ...overrides,
  }
}

export function logAnalysisOf(overrides: Partial<LogAnalysis> = {}): LogAnalysis {
  return {
    log_count: 0,
    error_count: 0,
    warning_count: 0,
    error_rate: 0,
    anomalies: [],
    spike_score: 0,
    timestamp: '2026-01-01T00:00:00Z',
    window: { start: null, end: null },
    patterns: [],
    rejected: { count: 0, rows: [] },
    warnings: [],
    verdict: 'ok',
    ...overrides,
  }
}
