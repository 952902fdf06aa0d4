import { ROWS_AT_HALF } from '../../detect/metrics/alert.ts'
import { censoredSum, exponentialMean, type MeanPrior } from '../../math/censored-exponential.ts'
import { BIN_WIDTH, type History } from './history.ts'
import { CLASSES, isLifelessClass } from './weight.ts'

/** How often a signal of a class leads a group, and how evidence is distributed over those. */
interface Tail {
  /** Groups a signal and week. */
  readonly rate: number
  /** Mean of the logarithm of evidence: beyond a bar lies the share `bar ** (-1 / spread)`. */
  readonly spread: number
}

export interface Bars {
  /** By class: the evidence from which a group is a page. */
  readonly bars: Float64Array
  /** By class: a bar higher by the factor `times ** spread` lets through so many times fewer. */
  readonly spreads: Float64Array
  /** False pages to expect a week. */
  readonly expected: number
}

export interface Wanted {
  readonly history: History
  /** By class: signals under watch now. */
  readonly signals: ArrayLike<number>
  /** Seconds between rows. */
  readonly step: number
  /** False pages a week that are acceptable. */
  readonly budget: number
}

const WEEK_SECONDS = 604_800
/**
 * Logarithms of evidence on stationary noise, where it reaches an alert score of 0.5: 36 such rows in
 * 2.2 million had a mean of 0.27, and none was above 0.54.
 */
const NOISE_SPREAD: MeanPrior = { mean: 0.27, weight: 2 }
/** Where nothing is known yet: once in a year of a signal it vanishes without anything being wrong. */
const LIFELESS_A_WEEK = 1 / 52
/** A class with fewer groups than this is judged by all others as much as by itself. */
const OWN_GROUPS = 5
/** Groups beyond count only as such, however large: some of them were no false ones. */
const KEPT = 0.75
/** Nothing that weighs so much is chance: Fisher's sum of eight signals, each once in 100,000 rows. */
export const HIGHEST_BAR = 8
/** Pages over what the fit had promised that are accepted: as many again, and three by chance. */
const SURPLUS = { factor: 2, more: 3 }

/**
 * The bars that make the budget of what is known: a common rate per signal and week, beyond which
 * each class pages equally seldom (a Bonferroni share each); a class that is rarer than its share as
 * it is pages always, and leaves the rest to the others.
 */
export function solveBars(wanted: Wanted): Bars {
  const tails = tailsOf(wanted)
  let allowed = bisect((share) => expectedPages(tails, wanted.signals, share) <= wanted.budget)
  // The fit looks at the bulk of groups: where many large ones come with them, it is too hopeful.
  while (!holds(wanted, barsAt(tails, allowed))) allowed *= 0.8
  return {
    bars: barsAt(tails, allowed),
    spreads: Float64Array.from(tails, ({ spread }) => spread),
    expected: expectedPages(tails, wanted.signals, allowed),
  }
}

/** The largest share, up to a group a signal each minute, for which a falling property holds. */
function bisect(holdsFor: (share: number) => boolean): number {
  let [low, high] = [1e-12, WEEK_SECONDS / 60]
  if (holdsFor(high)) return high
  for (let i = 0; i < 60; i++) {
    const middle = Math.sqrt(low * high)
    if (holdsFor(middle)) low = middle
    else high = middle
  }
  return low
}

function expectedPages(tails: readonly Tail[], signals: ArrayLike<number>, share: number): number {
  return tails.reduce((sum, { rate }, kind) => sum + signals[kind]! * Math.min(rate, share), 0)
}

function barsAt(tails: readonly Tail[], share: number): Float64Array {
  return Float64Array.from(tails, ({ rate, spread }) =>
    Math.min(HIGHEST_BAR, Math.max(1, (rate / share) ** spread)),
  )
}

/** Whether the groups that there really were over these bars are about as many as wanted. */
function holds({ history, budget }: Wanted, bars: Float64Array): boolean {
  if (bars.every((bar) => bar === HIGHEST_BAR)) return true
  const over = bars.reduce((sum, bar, kind) => sum + countOver(history.groupsOf(kind), bar), 0)
  return over <= SURPLUS.factor * budget * history.weeks + SURPLUS.more
}

function countOver(groups: Float64Array, bar: number): number {
  let count = 0
  for (let i = Math.ceil(Math.log(bar) / BIN_WIDTH); i < groups.length; i++) count += groups[i]!
  return count
}

/** Each class by its own groups as far as there are enough, for the rest by those of its kind. */
function tailsOf({ history, step }: Wanted): Tail[] {
  const noise = { rate: WEEK_SECONDS / (step * ROWS_AT_HALF), spread: NOISE_SPREAD }
  const quiet = { rate: LIFELESS_A_WEEK, spread: NOISE_SPREAD }
  const all = CLASSES.map((_, kind) => kind)
  const living = pooled(
    history,
    all.filter((kind) => !isLifelessClass(kind)),
    noise,
  )
  const lifeless = pooled(history, all.filter(isLifelessClass), quiet)
  return all.map((kind) => {
    const { rate, spread } = isLifelessClass(kind) ? lifeless : living
    const prior = { rate, groups: OWN_GROUPS, spread: { mean: spread, weight: OWN_GROUPS } }
    return fit(history.groupsOf(kind), history.signalWeeks(kind), prior)
  })
}

function pooled(
  history: History,
  kinds: readonly number[],
  { rate, spread }: { rate: number; spread: MeanPrior },
): Tail {
  const groups = new Float64Array(history.groupsOf(0).length)
  for (const kind of kinds)
    history.groupsOf(kind).forEach((count, bin) => {
      groups[bin]! += count
    })
  const weeks = kinds.reduce((sum, kind) => sum + history.signalWeeks(kind), 0)
  return fit(groups, weeks, { rate, groups: 1, spread })
}

/** A rate as with `prior.groups` groups more, seen at the prior's rate (a gamma prior). */
function fit(
  groups: Float64Array,
  signalWeeks: number,
  prior: { rate: number; groups: number; spread: MeanPrior },
): Tail {
  const count = groups.reduce((sum, one) => sum + one, 0)
  return {
    rate: (count + prior.groups) / (signalWeeks + prior.groups / prior.rate),
    spread: exponentialMean(censoredSum(groups, BIN_WIDTH, KEPT), prior.spread),
  }
}
