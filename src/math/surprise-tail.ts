import { quickLog2 } from './quick-log2.ts'
import { TALLY_VALUES, tallyOne, tallySet } from './tally.ts'

/**
 * How rare is a value among all earlier ones: counts on a logarithmic scale for the body and a
 * fitted tail above the highest 1 % (the idea of Siffer et al. 2017, "SPOT", with Hill's estimator
 * in place of a likelihood fit, so that a sample costs no iteration). Counts are halved when full,
 * which forgets the old. Bounded: 49 bytes (the last one is the highest bin in use) and 5 numbers,
 * whatever was fed.
 */
export interface TailMemory {
  readonly fine: Float32Array
  readonly small: Uint8Array
}

export interface TailPlace {
  readonly fine: number
  readonly small: number
  /**
   * `power`: heavy, for raw statistics. `exponential`: light, for sums of surprises; `mean`: lighter
   * still, for means of surprises.
   */
  readonly shape: 'power' | 'exponential' | 'mean'
  /**
   * The size that is believed to be ordinary as long as nothing above zero has been seen; where it
   * is 0 a first value only counts as the first among so many, however large it is.
   */
  readonly ordinary: number
}

const BINS_PER_OCTAVE = 3
const LOWEST_OCTAVE = -7
/** 16 octaves: 0.008 to 512 times whatever the caller divided by. */
const BINS = 48
/** Bytes of a tail. */
export const TAIL_COUNTS = BINS + 1
export const TAIL_FINE = 5

/** Halved at this many values: at 15 s a week, at 60 s a month. */
const FULL = 40_000
const LEAST = 10
/** The tail starts at the highest 1 %, but has at least this many values. */
const TAIL_LEAST = 8
const SHAPE_LEAST = 4
/** The tail is pulled towards a heavy one by as much as this many values would. */
const PRIOR_WEIGHT = 4
const PRIOR = { power: 0.5, exponential: 1, mean: 0.2 }

const TOTAL = 0
const ANCHOR = 1
const ABOVE = 2
const SLOPE = 3
const REFRESH = 4
/** Among the bytes: no count above this bin is known. */
const TOP = BINS

const edgeOf = (bin: number) => 2 ** (bin / BINS_PER_OCTAVE + LOWEST_OCTAVE)
const CENTRES = Float64Array.from({ length: BINS }, (_, bin) => edgeOf(bin + 0.5))
const LOG_CENTRES = CENTRES.map(Math.log)
const EDGES = Float64Array.from({ length: BINS }, (_, bin) => edgeOf(bin))
const LOG10_2 = Math.log10(2)

/** Position on the scale of bins; below 1 is the bin of everything that counts as zero. */
function positionOf(value: number): number {
  if (!(value > EDGES[0]!)) return 0
  const position = (quickLog2(value) - LOWEST_OCTAVE) * BINS_PER_OCTAVE
  return position < BINS ? position : BINS - 1e-9
}

/** -log10 of the share of values at least this large; 0 while fewer than 10 are known. */
export function tailSurprise(memory: TailMemory, place: TailPlace, value: number): number {
  const { fine, small } = memory
  const total = fine[place.fine + TOTAL]!
  const position = positionOf(value)
  const bin = Math.floor(position)
  if (total < LEAST || bin === 0) return 0
  const anchor = fine[place.fine + ANCHOR]!
  if (bin >= anchor) return beyondAnchor(fine, place, value)
  let above = TALLY_VALUES[small[place.small + bin]!]! * (1 - (position - bin))
  const top = place.small + small[place.small + TOP]!
  for (let at = place.small + bin + 1; at <= top; at++) above += TALLY_VALUES[small[at]!]!
  return Math.max(0, -LOG10_2 * quickLog2((above + 1) / (total + 1)))
}

function beyondAnchor(fine: Float32Array, place: TailPlace, value: number): number {
  const at = place.fine
  const share = (fine[at + ABOVE]! + 1) / (fine[at + TOTAL]! + 1)
  const edge = fine[at + ABOVE]! < SHAPE_LEAST ? place.ordinary : EDGES[fine[at + ANCHOR]!]!
  const slope = fine[at + SLOPE]!
  // Nothing above zero was ever seen: the tail has no shape to extend.
  if (slope === 0) return -Math.log10(share)
  const excess = place.shape === 'power' ? Math.log(value / edge) : value - edge
  return -Math.log10(share) + Math.max(0, excess) / slope / Math.LN10
}

/** Whether enough values are known for any to be surprising. */
export function tailSpeaks({ fine }: TailMemory, place: TailPlace): boolean {
  return fine[place.fine + TOTAL]! >= LEAST
}

/** Counts one more value (`times` equal ones). */
export function tailLearn(memory: TailMemory, place: TailPlace, value: number, times = 1): void {
  const { fine, small } = memory
  const bin = Math.trunc(positionOf(value))
  const slot = place.small + bin
  if (bin > small[place.small + TOP]!) small[place.small + TOP] = bin
  const total = fine[place.fine + TOTAL]!
  const fit = Math.min(times, FULL - total)
  if (fit === 1) tallyOne(small, slot, total)
  else tallySet(small, slot, TALLY_VALUES[small[slot]!]! + fit, total)
  fine[place.fine + TOTAL] = total + fit
  if (total + fit >= FULL) tailFade(memory, place, 1)
  const left = fine[place.fine + REFRESH]! - fit
  fine[place.fine + REFRESH] = left
  if (left <= 0) fitTail(memory, place)
}

/** Takes the `times` largest values back, as far as their bins tell. */
export function tailUnlearn({ fine, small }: TailMemory, place: TailPlace, times: number): void {
  let left = times
  for (let k = small[place.small + TOP]!; k > 0 && left > 0; k--) {
    const slot = place.small + k
    const count = TALLY_VALUES[small[slot]!]!
    if (count === 0) continue
    const taken = Math.min(left, count)
    tallySet(small, slot, count - taken, fine[place.fine + TOTAL]!)
    fine[place.fine + TOTAL]! -= taken
    left -= taken
  }
  fine[place.fine + REFRESH] = 0
}

/** Forgets everything. */
export function tailClear({ fine, small }: TailMemory, place: TailPlace): void {
  fine.fill(0, place.fine, place.fine + TAIL_FINE)
  small.fill(0, place.small, place.small + TAIL_COUNTS)
}

/** Lets the past count a half, a quarter, … : `halvings` times. */
export function tailFade({ fine, small }: TailMemory, place: TailPlace, halvings: number): void {
  const total = fine[place.fine + TOTAL]!
  for (let k = place.small; k < place.small + BINS; k++) {
    if (small[k]! > 0) tallySet(small, k, TALLY_VALUES[small[k]!]! / 2 ** halvings, total)
  }
  fine[place.fine + TOTAL] = Math.round(total / 2 ** halvings)
  fine[place.fine + REFRESH] = 0
}

/** Hill's estimator on the bin centres (power), or the mean excess (exponential). */
function fitTail({ fine, small }: TailMemory, place: TailPlace): void {
  const at = place.fine
  const total = fine[at + TOTAL]!
  const need = Math.max(0.01 * total, TAIL_LEAST)
  const scale = place.shape === 'power' ? LOG_CENTRES : CENTRES
  let above = 0
  let sum = 0
  let anchor = BINS
  for (let k = small[place.small + TOP]!; k > 0 && above < need; k--) {
    const count = TALLY_VALUES[small[place.small + k]!]!
    if (count === 0) continue
    above += count
    sum += count * scale[k]!
    anchor = k
  }
  // So few values have no shape to extend.
  const shaped = above >= SHAPE_LEAST
  const edge = shaped ? EDGES[anchor]! : place.ordinary
  const start = place.shape === 'power' ? Math.log(edge) : edge
  const excess = shaped ? sum - above * start : 0
  fine[at + ANCHOR] = shaped ? anchor : above > 0 ? anchor : 1
  fine[at + ABOVE] = above
  const slope = (excess + PRIOR_WEIGHT * PRIOR[place.shape]) / (above + PRIOR_WEIGHT)
  fine[at + SLOPE] = edge > 0 ? slope : 0
  fine[at + REFRESH] = Math.min(64, 1 + Math.floor(total / 32))
}
