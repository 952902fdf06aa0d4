import type { SpanColumns } from '../../../model/span.ts'

/** Rows by trace: trace t has rows[offsets[t] … offsets[t + 1]); rows without a trace are left out. */
export interface Traces {
  readonly offsets: Uint32Array
  readonly rows: Uint32Array
  /** Whether any trace holds rows of different operations: else there is no structure to find. */
  readonly hasMixedTraces: boolean
}

/** Counting sort by trace number, O(n). */
export function gatherTraces(columns: SpanColumns): Traces {
  const { trace, length } = columns
  let highest = 0
  for (let row = 0; row < length; row++) if (trace[row]! > highest) highest = trace[row]!
  const offsets = new Uint32Array(highest + 2)
  for (let row = 0; row < length; row++) offsets[trace[row]! + 1]!++
  if (!hasLarge(offsets))
    return { offsets: new Uint32Array(1), rows: new Uint32Array(0), hasMixedTraces: false }
  // Number 0 is "no trace": its rows are passed over.
  const untraced = offsets[1]!
  offsets[1] = 0
  for (let t = 1; t <= highest + 1; t++) offsets[t]! += offsets[t - 1]!
  const next = offsets.slice()
  const rows = new Uint32Array(length - untraced)
  for (let row = 0; row < length; row++) if (trace[row]! > 0) rows[next[trace[row]!]!++] = row
  return { offsets, rows, hasMixedTraces: hasMixed(columns, { offsets, rows }) }
}

/** Whether any trace has two rows: mostly none or all have, so this ends at once or saves the sort. */
function hasLarge(offsets: Uint32Array): boolean {
  for (let t = 2; t < offsets.length; t++) if (offsets[t]! > 1) return true
  return false
}

function hasMixed(
  { service, operation }: SpanColumns,
  { offsets, rows }: Pick<Traces, 'offsets' | 'rows'>,
): boolean {
  for (let t = 1; t + 1 < offsets.length; t++) {
    const first = rows[offsets[t]!]!
    for (let i = offsets[t]! + 1; i < offsets[t + 1]!; i++) {
      const row = rows[i]!
      if (operation[row] !== operation[first] || service[row] !== service[first]) return true
    }
  }
  return false
}
