import { PairTable } from '../../../math/pair-table.ts'
import type { SpanColumns } from '../../../model/span.ts'

/** Rows numbered by (service, operation). */
export interface OperationNumbers {
  readonly of: Uint32Array
  readonly count: number
  nameOf(number: number): { service: string; operation: string }
}

export function numberOperations({
  service,
  operation,
  length,
  strings,
}: SpanColumns): OperationNumbers {
  const table = new PairTable()
  const of = new Uint32Array(length)
  for (let row = 0; row < length; row++) of[row] = table.intern(service[row]!, operation[row]!)
  return {
    of,
    count: table.size,
    nameOf: (number) => ({
      service: strings[table.firstOf(number)]!,
      operation: strings[table.secondOf(number)]!,
    }),
  }
}

/** Children of each row: rows[offsets[row] … offsets[row + 1]), in the order of input. */
export interface ChildRows {
  readonly offsets: Uint32Array
  readonly rows: Uint32Array
}

export function childRows(parents: Int32Array): ChildRows {
  const offsets = new Uint32Array(parents.length + 1)
  for (const parent of parents) if (parent >= 0) offsets[parent + 1]!++
  for (let i = 0; i < parents.length; i++) offsets[i + 1]! += offsets[i]!
  const rows = new Uint32Array(offsets[parents.length]!)
  const next = offsets.slice()
  parents.forEach((parent, row) => {
    if (parent >= 0) rows[next[parent]!++] = row
  })
  return { offsets, rows }
}
