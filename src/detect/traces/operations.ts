import { PairTable } from '../../math/pair-table.ts'
import { selectQuantiles } from '../../math/select-quantiles.ts'
import type { SpanColumns } from '../../model/span.ts'

/**
 * The rows that are asked for, gathered by (service, operation): operation g has the places
 * offsets[g] … offsets[g + 1] of every column here. 33 bytes a row.
 */
export interface Operations {
  readonly columns: SpanColumns
  readonly count: number
  readonly offsets: Uint32Array
  /** Ids of the names, one for each operation. */
  readonly service: Uint32Array
  readonly operation: Uint32Array
  /** The row of `columns` at each place; inside an operation in the order of input. */
  readonly rows: Uint32Array
  readonly durations: Float64Array
  readonly times: Float64Array
  readonly failed: Uint8Array
  /** Quantiles of each operation's durations; NaN where there are too few rows for one. */
  readonly p50: Float64Array
  readonly p95: Float64Array
  readonly p99: Float64Array
  /** Unix seconds of the first and last row; not finite when no row has a time. */
  readonly start: number
  readonly end: number
  /** Rows without a time, and rows that failed. */
  readonly untimed: number
  readonly failures: number
}

/** Rows that carry a 95th and a 99th percentile: with fewer, they are single rows' luck. */
const ROWS_FOR_P95 = 100
const ROWS_FOR_P99 = 500

/** Gathers the rows of `serviceName`, or all, in O(n). */
export function gatherOperations(
  columns: SpanColumns,
  serviceName: string | undefined,
): Operations {
  const { table, operationOf, length } = numberOperations(columns, serviceName)
  const count = table.size
  const offsets = new Uint32Array(count + 1)
  for (let row = 0; row < operationOf.length; row++) {
    if (operationOf[row]! >= 0) offsets[operationOf[row]! + 1]!++
  }
  for (let g = 0; g < count; g++) offsets[g + 1]! += offsets[g]!
  const rows = new Uint32Array(length)
  const durations = new Float64Array(length)
  const times = new Float64Array(length)
  const failed = new Uint8Array(length)
  const next = offsets.slice()
  const { durationMs, timestamp, failed: failedRows } = columns
  for (let row = 0; row < operationOf.length; row++) {
    const id = operationOf[row]!
    if (id < 0) continue
    const place = next[id]!++
    rows[place] = row
    durations[place] = durationMs[row]!
    times[place] = timestamp[row]!
    failed[place] = failedRows[row]!
  }
  return {
    columns,
    count,
    offsets,
    service: Uint32Array.from({ length: count }, (_, g) => table.firstOf(g)),
    operation: Uint32Array.from({ length: count }, (_, g) => table.secondOf(g)),
    rows,
    durations,
    times,
    failed,
    ...quantilesWithin(durations, offsets),
    ...totalsOver(times, failed),
  }
}

export function sizeOf({ offsets }: Operations, g: number): number {
  return offsets[g + 1]! - offsets[g]!
}

export function namesOf(
  { columns, service, operation }: Operations,
  g: number,
): { service: string; operation: string } {
  return {
    service: columns.strings[service[g]!]!,
    operation: columns.strings[operation[g]!]!,
  }
}

function numberOperations(columns: SpanColumns, serviceName: string | undefined) {
  const wanted = wantedServices(columns, serviceName)
  const table = new PairTable()
  const operationOf = new Int32Array(columns.length)
  let length = 0
  for (let row = 0; row < columns.length; row++) {
    const service = columns.service[row]!
    if (wanted !== undefined && wanted[service] === 0) operationOf[row] = -1
    else {
      operationOf[row] = table.intern(service, columns.operation[row]!)
      length++
    }
  }
  return { table, operationOf, length }
}

/** 1 for the names that are the service; undefined when every service is wanted. */
function wantedServices(
  { strings }: SpanColumns,
  serviceName: string | undefined,
): Uint8Array | undefined {
  if (serviceName === undefined) return undefined
  return Uint8Array.from(strings, (name) => (name === serviceName ? 1 : 0))
}

function quantilesWithin(
  durations: Float64Array,
  offsets: Uint32Array,
): Pick<Operations, 'p50' | 'p95' | 'p99'> {
  const count = offsets.length - 1
  const p50 = new Float64Array(count)
  const p95 = new Float64Array(count).fill(NaN)
  const p99 = new Float64Array(count).fill(NaN)
  const reordered = durations.slice()
  for (let g = 0; g < count; g++) {
    const from = offsets[g]!
    const size = offsets[g + 1]! - from
    if (size <= 2) {
      p50[g] = size === 1 ? durations[from]! : (durations[from]! + durations[from + 1]!) / 2
      continue
    }
    const ps = size >= ROWS_FOR_P99 ? [0.5, 0.95, 0.99] : size >= ROWS_FOR_P95 ? [0.5, 0.95] : [0.5]
    const quantiles = selectQuantiles(reordered.subarray(from, from + size), ps)
    p50[g] = quantiles[0]!
    if (quantiles.length > 1) p95[g] = quantiles[1]!
    if (quantiles.length > 2) p99[g] = quantiles[2]!
  }
  return { p50, p95, p99 }
}

function totalsOver(
  times: Float64Array,
  failed: Uint8Array,
): Pick<Operations, 'start' | 'end' | 'untimed' | 'failures'> {
  let start = Infinity
  let end = -Infinity
  let untimed = 0
  let failures = 0
  for (let i = 0; i < times.length; i++) {
    const time = times[i]!
    if (Number.isNaN(time)) untimed++
    else {
      if (time < start) start = time
      if (time > end) end = time
    }
    failures += failed[i]!
  }
  return { start, end, untimed, failures }
}
