import type { LeftOut } from '../discover/facts.ts'
import type { SourceInfo, SourceLoad } from '../sources/source.ts'
import type { BudgetFigures } from './budget/alert-budget.ts'
import type { ComponentStatus, EngineStatus } from './engine.ts'
import type { Watch } from './watch.ts'
import { countLearning } from './watched.ts'

/** What the watcher counts of its cycles. */
export interface CycleFigures {
  count: number
  failed: number
  /** Unix seconds. */
  lastStarted: number | null
  /** Seconds. */
  lastDuration: number | null
  lastError: string | null
  judgedUntil: number | null
}

export interface StatusFacts {
  readonly state: EngineStatus['state']
  /** Undefined when nothing is watched. */
  readonly sourceUrl: string | undefined
  readonly info: SourceInfo | undefined
  readonly load: SourceLoad | undefined
  readonly sourceError: string | undefined
  readonly storeError: string | undefined
  readonly storeKind: 'sqlite' | 'postgres'
  readonly figures: Readonly<CycleFigures>
  readonly watch: Watch | undefined
  readonly leftOut: readonly LeftOut[]
  readonly budget: BudgetFigures
  readonly interval: number
}

/** The state of everything in one document, for the page, /health and the API. */
export function describeStatus(facts: StatusFacts): EngineStatus {
  const { figures, watch, sourceUrl, load } = facts
  const interval = watch?.step ?? facts.interval
  const queries = watch?.queries.length ?? 0
  return {
    state: facts.state,
    components: [sourceStatus(facts), storeStatus(facts), engineStatus(facts)],
    source:
      sourceUrl !== undefined && load ? { url: sourceUrl, info: facts.info ?? null, load } : null,
    cycle: {
      interval_seconds: interval,
      count: figures.count,
      failed: figures.failed,
      last_started: figures.lastStarted,
      last_duration_seconds: figures.lastDuration,
      last_error: figures.lastError,
    },
    signals: {
      watched: watch?.table.live.length ?? 0,
      learning: watch ? countLearning(watch) : 0,
      queries,
    },
    left_out: [...facts.leftOut, ...refused(watch)],
    alert_budget: {
      pages_per_week: facts.budget.budget,
      expected_per_week: facts.budget.expected,
      realised_per_week: facts.budget.realised,
    },
    judged_until: figures.judgedUntil,
    queries_per_minute: (queries * 60) / interval,
  }
}

function refused(watch: Watch | undefined): LeftOut[] {
  const count = watch?.table.refused ?? 0
  if (count === 0) return []
  return [{ metric: `${count} series`, reason: 'beyond watch.max_signals' }]
}

function sourceStatus({ sourceUrl, sourceError, info, watch }: StatusFacts): ComponentStatus {
  const name = 'prometheus'
  if (sourceUrl === undefined)
    return {
      name,
      state: 'off',
      detail: 'no Prometheus is configured: start with --prometheus.url',
    }
  if (sourceError !== undefined) {
    const allFail = watch?.queries.every(({ failure }) => failure !== undefined) ?? true
    return { name, state: allFail ? 'down' : 'degraded', detail: sourceError }
  }
  if (!info) return { name, state: 'starting', detail: `connecting to ${sourceUrl}` }
  return { name, state: 'ok', detail: `${info.flavor} ${info.version} at ${sourceUrl}` }
}

function storeStatus({ storeError, storeKind }: StatusFacts): ComponentStatus {
  const name = 'store'
  return storeError === undefined
    ? { name, state: 'ok', detail: storeKind === 'sqlite' ? 'SQLite' : 'PostgreSQL' }
    : { name, state: 'down', detail: storeError }
}

function engineStatus({ state, figures, sourceUrl }: StatusFacts): ComponentStatus {
  const name = 'engine'
  if (state === 'stopped') return { name, state: 'down', detail: 'stopped' }
  if (sourceUrl === undefined) return { name, state: 'off', detail: 'waits for analyses' }
  if (state === 'connecting' || state === 'learning')
    return {
      name,
      state: 'starting',
      detail: state === 'learning' ? 'reading history' : 'connecting',
    }
  if (figures.lastError !== null) return { name, state: 'degraded', detail: figures.lastError }
  return { name, state: 'ok', detail: `${figures.count} cycles` }
}
