import { selectQuantiles } from '../../math/select-quantiles.ts'
import { namesOf, type Operations } from './operations.ts'

/**
 * What is judged over its own time: the rows of one operation, several small operations together,
 * or one series of metric samples. All columns are aligned.
 */
export interface Subject {
  readonly service: string
  readonly operation: string
  /** For sentences, when several series have these names: " (series 2 of 7)". */
  readonly series?: string
  /** Rows of the columns that were sent. */
  readonly rows: Uint32Array
  /** Milliseconds, or the sample as it was sent. */
  readonly values: Float64Array
  /** Unix seconds, NaN where there is none. */
  readonly times: Float64Array
  readonly failed: Uint8Array
  readonly median: number
  /** Samples of a metric are no durations: other words, and no smallest change in milliseconds. */
  readonly isMetric: boolean
  /** Several operations in one, each row relative to its own operation's median. */
  readonly isPool: boolean
  /** How many operations a pool holds. */
  readonly members?: number
  /** Added to values before logs are taken, so that zeros have one and clocks' ticks no weight. */
  readonly logFloor: number
}

/** Below this an operation is judged together with its service's other small ones. */
export const FEWEST_ROWS = 20

/** Clocks tick in milliseconds: below a fifth of one, ratios of durations mean nothing. */
const LEAST_MS = 0.2

export function subjectOf(
  fields: Omit<Subject, 'median' | 'logFloor'> & { median?: number },
): Subject {
  const { isMetric, values } = fields
  const median = fields.median ?? quantileOf(values, 0.5)
  // A metric that mostly rests at zero is measured against what it reaches.
  const usual = median > 0 || !isMetric ? median : 100 * quantileOf(values, 0.98)
  return { ...fields, median, logFloor: Math.max(0.01 * usual, isMetric ? 1e-9 : LEAST_MS) }
}

function quantileOf(values: Float64Array, p: number): number {
  return selectQuantiles(values.slice(), [p])[0]!
}

/** Operation g as a subject; its columns are views, nothing is copied. */
export function subjectOfOperation(operations: Operations, g: number): Subject {
  const from = operations.offsets[g]!
  const to = operations.offsets[g + 1]!
  return subjectOf({
    ...namesOf(operations, g),
    rows: operations.rows.subarray(from, to),
    values: operations.durations.subarray(from, to),
    median: operations.p50[g]!,
    times: operations.times.subarray(from, to),
    failed: operations.failed.subarray(from, to),
    isMetric: false,
    isPool: false,
  })
}
