import { PairTable } from '../../math/pair-table.ts'
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
  /** The durations of each operation in ascending order. */
  readonly sorted: Float64Array
}

/** Gathers the rows of `serviceName`, or all, in O(n) and one sort an operation. */
export function gatherOperations(
  columns: SpanColumns,
  serviceName: string | undefined,
): Operations {
  const { table, operationOf, length } = numberOperations(columns, serviceName)
  const count = table.size
  const offsets = new Uint32Array(count + 1)
  for (const id of operationOf) if (id >= 0) offsets[id + 1]!++
  for (let g = 0; g < count; g++) offsets[g + 1]! += offsets[g]!
  const rows = new Uint32Array(length)
  const durations = new Float64Array(length)
  const times = new Float64Array(length)
  const failed = new Uint8Array(length)
  const next = offsets.slice()
  for (let row = 0; row < columns.length; row++) {
    const id = operationOf[row]!
    if (id < 0) continue
    const place = next[id]!++
    rows[place] = row
    durations[place] = columns.durationMs[row]!
    times[place] = columns.timestamp[row]!
    failed[place] = columns.failed[row]!
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
    sorted: sortedWithin(durations, offsets),
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

function sortedWithin(durations: Float64Array, offsets: Uint32Array): Float64Array {
  const sorted = durations.slice()
  for (let g = 0; g + 1 < offsets.length; g++) {
    const [from, to] = [offsets[g]!, offsets[g + 1]!]
    if (to - from > 1) sorted.subarray(from, to).sort()
  }
  return sorted
}
