import { binomialTail } from '../../math/binomial-tail.ts'
import { median } from '../../math/median.ts'
import { firstKnown } from './budget-window.ts'
import { ratioOf, sumOfNewest, type Counts, type Events } from './counts.ts'
import { burningSince } from './judge-burn.ts'

/** An unusual burn that goes on now. */
export interface Burning {
  /** Hours that it has lasted. */
  readonly age: number
  /** Its newest hours, at most six: how fast it burns. */
  readonly events: Events
}

const LEAST_ERRORS = 5
/** A burn that began by chance would be seen once in a thousand looks. */
const SURE = 1e-3
const HALF_HOUR = 1800
const LEVEL_SECONDS = 6 * 3600

/**
 * The error ratio from which an hour is part of an episode: more than the budget allows, and twice
 * what is usual, since what is usual is no episode.
 */
export function episodeRatio({ errors, total }: Counts, objective: number): number {
  const ratios = total.map((all, i) => (all > 0 ? (errors[i]! || 0) / all : NaN))
  return Math.max(1 - objective, 2 * (median(ratios) || 0))
}

/**
 * The episode that is under way, if one is. `recent`: fine counts of the last days; `hours` reach
 * further back. Over is what has stayed below the ratio for half an hour, or a quarter of its age.
 */
export function burningNow(recent: Counts, hours: Counts, ratio: number): Burning | undefined {
  const { since, counts } = startOf(recent, hours, ratio)
  const age = counts.end - since
  if (age <= 0) return undefined
  const whole = sumOfNewest(counts, age / counts.step)
  if (whole.errors < LEAST_ERRORS || ratioOf(whole) < ratio) return undefined
  if (binomialTail(whole.errors, whole.total, ratio) > SURE) return undefined
  const last = sumOfNewest(recent, Math.max(HALF_HOUR, age / 4) / recent.step)
  if (ratioOf(last) < ratio) return undefined
  const events = sumOfNewest(recent, Math.min(age, LEVEL_SECONDS) / recent.step)
  return events.errors > 0 ? { age: age / 3600, events } : undefined
}

/** A start at the very beginning of the fine counts is looked for in the hours. */
function startOf(recent: Counts, hours: Counts, ratio: number) {
  const since = burningSince(recent, ratio)
  const oldest = recent.end - recent.total.length * recent.step
  if (since > oldest || hours.total.length * hours.step <= recent.total.length * recent.step)
    return { since, counts: recent }
  return { since: burningSince(hours, ratio), counts: hours }
}

/** How long past episodes lasted, in hours; two with an hour between them are one. The open one is left out. */
export function episodeLengths({ errors, total }: Counts, ratio: number): number[] {
  const lengths: number[] = []
  let start = -1
  let last = -1
  const isBad = (i: number) => total[i]! > 0 && errors[i]! >= 2 && errors[i]! / total[i]! >= ratio
  for (let i = firstKnown(total); i < total.length; i++) {
    if (isBad(i)) {
      if (start < 0) start = i
      last = i
    } else if (start >= 0 && i - last > 1) {
      lengths.push(last - start + 1)
      start = -1
    }
  }
  return lengths
}
