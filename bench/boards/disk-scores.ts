import type { Told } from './brier.ts'

/** Hits, false alarms and misses of what was told, at a probability of at least `least`. */
export function alarms(told: readonly Told[], least = 0.5) {
  const alarmed = told.filter(({ probability }) => probability >= least)
  const hits = alarmed.filter(({ came }) => came).length
  const all = told.filter(({ came }) => came).length
  return {
    precision: hits / alarmed.length,
    recall: hits / all,
    falseAlarms: alarmed.length - hits,
  }
}

/** The highest probability from which on at least `recall` of what came is told. */
export function thresholdFor(told: readonly Told[], recall: number): number {
  const came = told.filter((one) => one.came).map(({ probability }) => probability)
  came.sort((a, b) => b - a)
  return came[Math.ceil(recall * came.length) - 1] ?? 1
}
