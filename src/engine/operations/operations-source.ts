import { addDurations, type MinuteCounts } from '../../detect/operations/minute-counts.ts'
import { SketchSum } from '../../math/log-linear-sketch.ts'
import { createSeries, type Series } from '../../model/series.ts'
import type { Query } from '../../model/signal.ts'
import type { MetricsSource, Range } from '../../sources/source.ts'
import { CALLS_FOR_P95, FEWEST_CALLS } from '../../detect/operations/hour-of-calls.ts'
import type { RememberedOperations } from './remembered-operations.ts'

/** Operations under watch; each has three signals. */
export const MOST_WATCHED = 500
/** Rarer ones have no quantiles worth watching: six calls a minute on the mean of ten minutes. */
const LEAST_CALLS = 60
const CHOSEN_BY_MINUTES = 10
/** A quantile looks back until it has a hundred calls, a share until it has twenty, at most so far. */
const LONGEST_WINDOW = 15

type Sort = 'rate' | 'errors' | 'p95'
const base = { entityLabels: ['service'] }

/** What is watched of each operation: rate, errors, duration. */
export const OPERATION_QUERIES: readonly Query[] = [
  {
    ...base,
    id: 'operation_rate',
    expr: 'rate',
    metric: 'rootops_operation_calls_total',
    title: 'calls',
    role: 'rate',
    unit: 'per_second',
    bad: 'both',
  },
  {
    ...base,
    id: 'operation_errors',
    expr: 'errors',
    metric: 'rootops_operation_failures_total',
    title: 'errors',
    role: 'errors',
    unit: 'ratio',
    bad: 'up',
  },
  {
    ...base,
    id: 'operation_p95',
    expr: 'p95',
    metric: 'rootops_operation_duration_seconds',
    title: 'p95 latency',
    role: 'duration',
    unit: 'seconds',
    bad: 'up',
  },
]

type Asked = Pick<MetricsSource, 'queryRange' | 'query' | 'targets'>

const sum = new SketchSum()

/**
 * Received spans asked as a Prometheus is, so that the same watch judges them: one sample an
 * operation and minute, at the minute's end. A minute in which nobody was heard has none.
 */
export class OperationsSource implements Asked {
  readonly #remembered: RememberedOperations
  /** Numbers of the operations under watch, with the ids that they had; once watched, always. */
  readonly #watched = new Map<number, string>()

  constructor(remembered: RememberedOperations) {
    this.#remembered = remembered
  }

  async queryRange(expr: string, { start, end, step }: Range) {
    const length = Math.floor((end - start) / step) + 1
    const times = Float64Array.from({ length }, (_, i) => start + i * step)
    this.#choose(Math.floor(end / 60))
    const first = Math.floor(start / 60) - LONGEST_WINDOW
    const minutes = this.#remembered.ring.between(first, Math.floor(end / 60))
    const byMinute = new Map(minutes.map((counts) => [counts.minute, counts]))
    const series = [...this.#watched.keys()].map((number): Series => {
      const { service, operation } = this.#remembered.table.known[number]!
      const valueAt = (time: number) =>
        this.#valueAt(Math.floor(time / 60) - 1, { sort: expr as Sort, number, byMinute })
      return createSeries({ service, operation }, times, times.map(valueAt))
    })
    return { series, warnings: [] }
  }

  /** Nothing else is known of the programs that send spans. */
  async query() {
    return { series: [], warnings: [] }
  }

  async targets() {
    return []
  }

  #valueAt(
    minute: number,
    of: { sort: Sort; number: number; byMinute: ReadonlyMap<number, MinuteCounts> },
  ): number {
    const { sort, number, byMinute } = of
    const newest = byMinute.get(minute)
    if (!newest || minute < this.#remembered.since) return NaN
    if (sort === 'rate') return (newest.calls[number] ?? 0) / 60
    sum.clear()
    let calls = 0
    let failures = 0
    // Shared calls make neighbours alike: no more of them than the number needs.
    const wanted = sort === 'p95' ? CALLS_FOR_P95 : FEWEST_CALLS
    for (let back = 0; back < LONGEST_WINDOW && calls < wanted; back++) {
      const counts = byMinute.get(minute - back)
      if (!counts) continue
      calls += counts.calls[number] ?? 0
      failures += counts.failures[number] ?? 0
      if (sort === 'p95') addDurations(sum, counts, number)
    }
    if (calls < FEWEST_CALLS) return NaN
    return sort === 'p95' ? sum.quantile(0.95) / 1000 : failures / calls
  }

  #choose(minute: number): void {
    const { table, ring } = this.#remembered
    for (const [number, id] of this.#watched)
      if (table.known[number]!.id !== id) this.#watched.delete(number)
    if (this.#watched.size >= MOST_WATCHED) return
    const minutes = ring.between(minute - CHOSEN_BY_MINUTES, minute)
    const calls = new Float64Array(table.known.length)
    for (const counts of minutes)
      counts.calls.forEach((some, number) => {
        calls[number]! += some
      })
    const busy = [...calls.keys()]
      .filter((n) => n > 0 && calls[n]! >= LEAST_CALLS && !this.#watched.has(n))
      .sort((a, b) => calls[b]! - calls[a]!)
    for (const number of busy.slice(0, MOST_WATCHED - this.#watched.size))
      this.#watched.set(number, table.known[number]!.id)
  }
}
