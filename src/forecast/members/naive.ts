import type { FitMember } from './member.ts'

/** Tomorrow is like now: the last value repeats. Hard to beat on machine metrics. */
export const fitNaive: FitMember = () => (values, origin, horizon) =>
  new Float64Array(horizon).fill(values[origin - 1]!)

/** The same time one week (or else one day) ago repeats. */
export const fitSeasonalNaive: FitMember = (values, { day, week }) => {
  const period = week && values.length >= 3 * week ? week : day
  if (!period) return undefined
  return (past, origin, horizon) => {
    const path = new Float64Array(horizon)
    for (let i = 0; i < horizon; i++) path[i] = past[origin - period + (i % period)]!
    return path
  }
}
