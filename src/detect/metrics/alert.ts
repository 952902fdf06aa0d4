import type { Memory, Need, Place } from './memory.ts'

/** An alert score from here on is worth a page, and opens a finding. */
export const ALERT_THRESHOLD = 0.5

export const ALERT_NEED: Need = { wide: 6 }

const LAST = 0
const HEIGHT = 1
/** Past peaks and how far all of them rose above LEAST together, both fading. */
const PEAKS = 2
const EXCESS = 3
const LAST_ROW = 4
/** Whether 0.5 has been reached in this hold. */
const PASSED = 5

/** Evidence at which the alert score is 0.5. */
const HALF = 4.6
/**
 * How seldom a stationary signal gets to 0.5 by chance. Measured: 36 times in 2.2 million rows, over
 * eleven sorts of noise and the first 20,000 rows of each, the time of learning included.
 */
export const ROWS_AT_HALF = 60_000

function scoreOf(evidence: number): number {
  return evidence <= 0 ? 0 : 1 - 2 ** (-evidence / HALF)
}

/** Evidence of a mean -log10 p of one over all heads: few of them can see any one fault. */
const OF_AGREEMENT = 2.5
/** How rare so much agreement must be in the signal itself before it is worth 0.5. */
const RARE = 4.7
const ALMOST_HALF = 0.99 * HALF

/** The agreement of the heads in the unit of the evidence. */
export function evidenceOf({ agreement }: { readonly agreement: number }): number {
  return OF_AGREEMENT * agreement
}

/**
 * Whether the signal does not do this often: heavy-tailed noise makes heads agree again and again.
 * What goes on for long enough is believed without.
 */
export function isRare({ rarity }: { readonly rarity: number }, lasting: number): boolean {
  return rarity >= RARE || lasting >= HALF
}

/** Below this an alert score would only be noise. */
export const LEAST = 2.5
/** Alerts are held down for 30 rows in a young signal, for 200 in one that has 1500. */
const HOLD_LEAST = 30
const HOLD_MOST = 200
const HOLD_GROWTH = 7.5
/** Rows after which a past peak counts a third. */
const PEAK_LIFE = 6000
const DAMPING = 1
/** How far the first peaks are thought to rise above LEAST. */
const USUAL_EXCESS = 1
/** How much higher a peak must be to break the hold. */
const CLIMB = 0.5

/**
 * 0…1: high once, at the peak of an event, then held down unless a higher peak comes; lower where
 * the signal has had many peaks as high before, and below 0.5 where it is not `rare`. `row` counts up.
 */
export function alertScore(
  { wide }: Memory,
  { wide: at }: Place,
  { evidence, rare, row }: { evidence: number; rare: boolean; row: number },
): number {
  if (evidence < LEAST) return 0
  const since = row - wide[at + LAST]!
  const hold = Math.max(HOLD_LEAST, Math.min(HOLD_MOST, row / HOLD_GROWTH))
  const held = wide[at + HEIGHT]! > 0 && since < hold
  const passes = rare && evidence >= HALF && !(held && wide[at + PASSED] === 1)
  if (held && !passes && evidence < wide[at + HEIGHT]! + CLIMB) return 0
  // The peak that ended joins the others only now, so that no event damps itself.
  if (!held) countPeak(wide, at, row)
  const damped = evidence - DAMPING * Math.log2(1 + peaksAsHigh(wide, at, evidence))
  const height = rare ? damped : Math.min(damped, ALMOST_HALF)
  wide[at + LAST] = row
  wide[at + HEIGHT] = Math.max(evidence, held ? wide[at + HEIGHT]! : 0)
  wide[at + PASSED] = height >= HALF || (held && wide[at + PASSED] === 1) ? 1 : 0
  return scoreOf(height)
}

/**
 * How many of the past peaks one would expect to be as high: heights above a threshold fall off
 * exponentially, with the mean that was seen.
 */
function peaksAsHigh(wide: Float64Array, at: number, evidence: number): number {
  const peaks = wide[at + PEAKS]!
  const mean = (wide[at + EXCESS]! + USUAL_EXCESS) / (peaks + 1)
  return peaks * Math.exp((LEAST - evidence) / mean)
}

function countPeak(wide: Float64Array, at: number, row: number): void {
  const fade = Math.exp(-(row - wide[at + LAST_ROW]!) / PEAK_LIFE)
  const excess = wide[at + HEIGHT]! - LEAST
  wide[at + PEAKS] = wide[at + PEAKS]! * fade + (excess >= 0 ? 1 : 0)
  wide[at + EXCESS] = wide[at + EXCESS]! * fade + Math.max(0, excess)
  wide[at + LAST_ROW] = row
}
