import type { Memory, Need, Place } from './memory.ts'

/** An alert score from here on is worth a page, and opens a finding. */
export const ALERT_THRESHOLD = 0.5

export const ALERT_NEED: Need = { wide: 5 }

const LAST = 0
const HEIGHT = 1
const PEAKS = 2
const HIGHEST = 3
const LAST_ROW = 4

/** -log10 p at which the alert score is 0.5. */
const HALF = 5
/**
 * How seldom a stationary signal gets to 0.5 by chance. Measured: once in 60,000 rows, over eleven
 * sorts of noise and the first 20,000 rows of each, the time of learning included; once in 330,000
 * for one order of magnitude more, never in 2.6 million for one and a half.
 */
export const ROWS_AT_HALF = 60_000

/** The alert score of an evidence that is `beyond` orders of magnitude rarer than a score of 0.5. */
export function alertScoreBeyond(beyond: number): number {
  return scoreOf(HALF + beyond)
}

function scoreOf(evidence: number): number {
  return evidence <= 0 ? 0 : 1 - 2 ** (-evidence / HALF)
}

const ALMOST_HALF = 0.99 * HALF
/** Agreement of the heads (mean -log10 p) at which the alert score is 0.5. */
const AGREED = 2

/** How rare so much agreement must be in the signal itself before it is worth an alert. */
const RARE = 4.3

/**
 * Agreement in the unit of the evidence: HALF is an alert score of 0.5, which is not passed by what
 * this signal does often.
 */
export function evidenceOf({ agreement, rarity }: { agreement: number; rarity: number }): number {
  const evidence = (HALF / AGREED) * agreement
  return rarity < RARE ? Math.min(evidence, ALMOST_HALF) : evidence
}

/** Below this an alert score would only be noise. */
const LEAST = 2.5
/** Alerts are held down for 30 rows in a young signal, for 200 in one that has 1500. */
const HOLD_LEAST = 30
const HOLD_MOST = 200
const HOLD_GROWTH = 7.5
/** Rows after which a past peak counts a third. */
const PEAK_LIFE = 6000
const DAMPING = 0.5
/** How much higher a peak must be to break the hold: three times less likely is a new matter. */
const CLIMB = 0.5

/**
 * 0…1: high once, at the peak of an event, then held down unless a higher peak comes; lower where
 * the signal has had many peaks as high before. `evidence` is -log10 p; `row` counts up.
 */
export function alertScore(
  { wide }: Memory,
  { wide: at }: Place,
  evidence: number,
  row: number,
): number {
  if (evidence < LEAST) return 0
  const since = row - wide[at + LAST]!
  const hold = Math.max(HOLD_LEAST, Math.min(HOLD_MOST, row / HOLD_GROWTH))
  const held = wide[at + HEIGHT]! > 0 && since < hold
  const crosses = wide[at + HEIGHT]! < HALF && evidence >= HALF
  if (held && !crosses && evidence < wide[at + HEIGHT]! + CLIMB) return 0
  const height = evidence - DAMPING * Math.log2(1 + similarPeaks(wide, at, evidence, row))
  if (!held) countPeak(wide, at, row)
  wide[at + LAST] = row
  wide[at + HEIGHT] = evidence
  wide[at + HIGHEST] = Math.max(wide[at + HIGHEST]!, evidence)
  return scoreOf(height)
}

/** The decayed number of past peaks that one would expect to be as high: a tenth for each unit above. */
function similarPeaks(wide: Float64Array, at: number, evidence: number, row: number): number {
  const faded = wide[at + PEAKS]! * Math.exp(-(row - wide[at + LAST_ROW]!) / PEAK_LIFE)
  return faded * Math.min(1, 10 ** (wide[at + HIGHEST]! - evidence))
}

function countPeak(wide: Float64Array, at: number, row: number): void {
  const fade = Math.exp(-(row - wide[at + LAST_ROW]!) / PEAK_LIFE)
  // The peak that ended joins the others only now, so that no event damps itself.
  wide[at + PEAKS] = wide[at + PEAKS]! * fade + (wide[at + HEIGHT]! >= HALF / 2 ? 1 : 0)
  wide[at + HIGHEST]! *= Math.sqrt(fade)
  wide[at + LAST_ROW] = row
}
