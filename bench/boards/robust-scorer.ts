import type { RecordedSignal } from '../../src/engine/causes/signal-sides.ts'
import { finiteSorted } from '../../src/math/median.ts'
import { quantileSorted } from '../../src/math/quantile.ts'

/** Rows before and after the fault that are looked at. */
const ROWS = 300

/**
 * The published scorer of BARO (Pham et al., FSE 2024), as RCAEval runs it: the largest
 * (x - median) / IQR of each column, 300 rows before and after, memory in millions, columns that are
 * constant on a side dropped, gaps filled forward. Columns best first.
 */
export function robustRanking(signals: readonly RecordedSignal[], at: number): string[] {
  return signals
    .filter(({ indicator }) => !/^lat_(?:50|99)$/.test(indicator))
    .flatMap(({ service, indicator, timestamps, values }) => {
      const unit = indicator === 'mem' ? 1e6 : 1
      const filled = filledForward(values).map((value) => value / unit)
      const before = filled.filter((_, row) => timestamps[row]! < at).slice(-ROWS)
      const after = filled.filter((_, row) => timestamps[row]! >= at).slice(0, ROWS)
      if (isConstant(before) || isConstant(after)) return []
      const sorted = finiteSorted(before)
      const range = quantileSorted(sorted, 0.75) - quantileSorted(sorted, 0.25)
      const middle = quantileSorted(sorted, 0.5)
      const highest = after.reduce((most, value) => Math.max(most, value), -Infinity)
      return [{ name: `${service}|${indicator}`, z: (highest - middle) / (range || 1) }]
    })
    .sort((a, b) => b.z - a.z)
    .map(({ name }) => name)
}

function filledForward(values: Float64Array): Float64Array {
  let last = 0
  return values.map((value) => {
    if (!Number.isNaN(value)) last = value
    return last
  })
}

function isConstant(values: Float64Array): boolean {
  return values.every((value) => value === values[0])
}
