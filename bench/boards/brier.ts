import { meanOf } from './mean-of.ts'

/** What was said of one question, and what came. */
export interface Told {
  readonly probability: number
  readonly came: boolean
}

/** Mean squared difference between probability and outcome (Brier 1950); 0 is best. */
export function brierOf(told: readonly Told[]): number {
  return meanOf(told.map(squaredError))
}

export function squaredError({ probability, came }: Told): number {
  return (probability - Number(came)) ** 2
}

/**
 * Chance that a question that came true was given a higher probability than one that did not, ties
 * counting half: the area under the ROC curve, by rank sums (Mann & Whitney 1947).
 */
export function aucOf(told: readonly Told[]): number {
  const sorted = [...told].sort((a, b) => a.probability - b.probability)
  const came = sorted.filter((one) => one.came).length
  let ranks = 0
  for (let from = 0; from < sorted.length;) {
    let to = from
    while (sorted[to]?.probability === sorted[from]!.probability) to++
    // Ranks count from 1; ties share their mean.
    const rank = (from + 1 + to) / 2
    for (let i = from; i < to; i++) if (sorted[i]!.came) ranks += rank
    from = to
  }
  return (ranks - (came * (came + 1)) / 2) / (came * (sorted.length - came))
}
