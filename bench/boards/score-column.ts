import { stepOf } from '../../src/cli/recorded.ts'
import { judgeSeries, type JudgedSeries } from '../../src/detect/metrics/judge-series.ts'
import { createSeries } from '../../src/model/series.ts'

/** Judges a column exactly as `rootops detect` does: row by row, nothing known beforehand. */
export function scoreColumn(timestamps: Float64Array, values: Float64Array): JudgedSeries {
  const profile = { bad: 'both', role: 'level', unit: 'none', step: stepOf(timestamps) } as const
  return judgeSeries(createSeries({}, timestamps, values), profile).columns
}
