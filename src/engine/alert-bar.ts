import { ALERT_THRESHOLD, alertScoreBeyond, ROWS_AT_HALF } from '../detect/metrics/alert.ts'

const WEEK_SECONDS = 604_800

export interface Watched {
  readonly signals: number
  /** Seconds between rows. */
  readonly step: number
  /** False incidents a week that are acceptable over all signals together. */
  readonly budget: number
}

/**
 * The alert score that one signal alone must reach to be an incident, so that chance makes at most
 * `budget` of them a week over all signals: a Bonferroni bound on the detector's own false-alarm
 * rate, which falls tenfold with each unit of -log10 p.
 */
export function alertBar({ signals, step, budget }: Watched): number {
  const rows = (Math.max(1, signals) * WEEK_SECONDS) / step
  const byChance = rows / ROWS_AT_HALF
  return byChance <= budget ? ALERT_THRESHOLD : alertScoreBeyond(Math.log10(byChance / budget))
}
