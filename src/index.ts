/** What a program may import from 'rootops': the judges and the words they speak. */
export { judgeSample } from './detect/metrics/detector.ts'
export { openFindings, trackFindings } from './detect/metrics/findings.ts'
export { createJudgement, type Judgement } from './detect/metrics/judgement.ts'
export { judgeSeries, type JudgedSeries } from './detect/metrics/judge-series.ts'
export type { SignalProfile } from './detect/metrics/profile.ts'
export {
  createDetectorState,
  decodeState,
  encodeState,
  type DetectorState,
} from './detect/metrics/state.ts'
export { RootOpsError } from './errors.ts'
export { forecastSeries, type Forecast } from './forecast/forecast.ts'
export { predictCrossing } from './forecast/crossing/predict-crossing.ts'
export type { Finding, FindingDraft } from './model/finding.ts'
export type { Incident } from './model/incident.ts'
export { createSeries, type Labels, type Series } from './model/series.ts'
export { version } from './version.ts'
