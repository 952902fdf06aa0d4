import { finiteSorted } from '../../math/median.ts'
import { quantileSorted } from '../../math/quantile.ts'

/** Stretches of load of equal width; what lies outside belongs to the outermost ones. */
export interface LoadBins {
  readonly from: number
  readonly width: number
  readonly count: number
}

/** Between the loads that one in two hundred is below and above, so that a slip does not stretch them. */
export function binsOver(load: Float64Array, count: number): LoadBins {
  const sorted = finiteSorted(load)
  const from = quantileSorted(sorted, 0.005)
  return { from, width: (quantileSorted(sorted, 0.995) - from) / count, count }
}

export function binOf({ from, width, count }: LoadBins, load: number): number {
  return Math.max(0, Math.min(count - 1, Math.floor((load - from) / width)))
}

/** One bin's middle: medians, so that up to half of its samples may be wrong. */
export interface BinPoints {
  readonly load: Float64Array
  /** Natural logarithm of the latency. */
  readonly logLatency: Float64Array
  /** Root of the number of samples: what a median's precision grows with. */
  readonly weight: Float64Array
}

/** Fewer samples in a bin are no middle. */
const LEAST_IN_BIN = 5

/** The middles of the bins that hold enough; `rows` are the samples meant, some perhaps twice. */
export function binPoints(
  bins: LoadBins,
  load: Float64Array,
  logLatency: Float64Array,
  rows: Uint32Array,
): BinPoints {
  const members: number[][] = Array.from({ length: bins.count }, () => [])
  for (const row of rows) members[binOf(bins, load[row]!)]!.push(row)
  const full = members.filter(({ length }) => length >= LEAST_IN_BIN)
  return {
    load: Float64Array.from(full, (inside) => middleOf(load, inside)),
    logLatency: Float64Array.from(full, (inside) => middleOf(logLatency, inside)),
    weight: Float64Array.from(full, ({ length }) => Math.sqrt(length)),
  }
}

function middleOf(values: Float64Array, rows: readonly number[]): number {
  return quantileSorted(Float64Array.from(rows, (row) => values[row]!).sort(), 0.5)
}

export function everyRow(length: number): Uint32Array {
  return Uint32Array.from({ length }, (_, i) => i)
}
