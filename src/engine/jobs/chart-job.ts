import { judgeSeries } from '../../detect/metrics/judge-series.ts'
import type { SignalProfile } from '../../detect/metrics/profile.ts'
import type { JudgedColumns } from '../../model/metric-analysis.ts'
import type { Series } from '../../model/series.ts'
import { judgedColumns } from './metric-job.ts'

export interface ChartTask {
  /** On the grid, gaps as NaN, and long enough before `from` to learn from. */
  readonly series: Series
  readonly profile: SignalProfile
  readonly from: number
}

/** What the detector would have said of each sample, for a chart. */
export function chartSeries({ series, profile, from }: ChartTask): JudgedColumns {
  return judgedColumns(series, judgeSeries(series, profile).columns, from)
}
