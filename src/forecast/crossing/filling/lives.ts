import { median } from '../../../math/median.ts'
import { fitLine } from '../../../math/line-fit.ts'
import { theilSen } from '../../../math/theil-sen.ts'
import { rangeOf } from '../../scale.ts'

/** One climb, from a fall (or the first value known) to the next fall (or now). */
export interface Life {
  /** Indices of its first value and of the one after its last. */
  readonly start: number
  readonly end: number
  /** Of its floor, which bursts and collections leave alone: change from one value to the next. */
  readonly slope: number
  /** The floor where it starts and where it ends. */
  readonly low: number
  readonly high: number
  /** The highest value that it reached without falling. */
  readonly peak: number
}

/** Floors looked at: a fall is seen to the nearest one. */
const FLOORS = 56
/** A fall takes at least this share of the whole range of the floors, */
const SHARE_OF_RANGE = 0.2
/** and is this many times larger than a usual change. */
const TIMES_USUAL = 2.5
/** More lives than this are teeth (rotation, collection), which are seen past, not through. */
const MOST_LIVES = 6
/** What has a slope of its own: */
const LEAST_FLOORS = 4

/**
 * The lives of something that climbs, falls and climbs again: a leak that is restarted, a disk that is
 * emptied. Looked for on floors, the lowest of each 56th of the history, so that a burst is neither
 * climb nor fall. Empty where nothing fell, where it does not climb between falls, where falls take
 * as long as climbs (a wave), where there are so many, or come so regularly, that they are teeth, and
 * where falls do not bring it back to where lives begin.
 */
export function livesOf(values: Float64Array): Life[] {
  const size = Math.max(1, Math.floor(values.length / FLOORS))
  const offset = steepestFall(values) % size
  const floors = floorsOf(values.subarray(offset), size)
  const falls = fallenFloors(floors)
  if (falls.length === 0 || falls.length >= MOST_LIVES) return []
  const cuts = falls.map((floor) => fallIndex(values, offset + floor * size, size))
  if (areTeeth(cuts, values.length)) return []
  const lives = livesBetween(values, cuts, size)
  return climbs(values, lives, size) && beginsAgain(lives) ? lives : []
}

/** Falls off a clock by this share of its period are on it. */
const OFF_CLOCK = 0.1

/**
 * Whether falls come by a clock that would have struck too often for lives: teeth of which some are
 * hidden by what climbs at the same time. The clock is the shortest time between two falls, or half of
 * it; two times that are not alike are no clock, whatever they share.
 */
function areTeeth(cuts: readonly number[], length: number): boolean {
  const ages = cuts.slice(1).map((cut, i) => cut - cuts[i]!)
  if (ages.length < 2) return false
  const shortest = Math.min(...ages)
  if (ages.length < 3 && Math.max(...ages) > (1 + OFF_CLOCK) * shortest) return false
  const clock = [shortest, shortest / 2].find((period) =>
    ages.every((age) => Math.abs(age / period - Math.round(age / period)) <= OFF_CLOCK),
  )
  return clock !== undefined && length >= MOST_LIVES * clock
}

/** Falls take back at least this share of what is climbed: else it is one climb with dents. */
const TAKEN_BACK = 0.1

/** Whether falls bring it back: not where the newest life starts above the end of the first. */
function beginsAgain(lives: readonly Life[]): boolean {
  const first = lives[0]!
  const newest = lives.at(-1)!
  const climbed = lives.reduce((sum, { low, high }) => sum + high - low, 0)
  const takenBack = climbed - (newest.high - first.low)
  return newest.low <= first.high && takenBack >= TAKEN_BACK * climbed
}

/** The lowest value of each bin from the first value on; the newest bin may be shorter. */
function floorsOf(values: Float64Array, size: number): Float64Array {
  return Float64Array.from({ length: Math.ceil(values.length / size) }, (_, bin) => {
    const end = Math.min(values.length, (bin + 1) * size)
    let lowest = Infinity
    for (let i = bin * size; i < end; i++) lowest = Math.min(lowest, values[i]!)
    return lowest
  })
}

/**
 * Index of the value after the steepest fall from one value to the next. Bins that start there see
 * the same lives hour after hour; bins that end with the newest value would cut falls anew each time.
 */
function steepestFall(values: Float64Array): number {
  let steepest = 0
  let index = 0
  for (let i = 1; i < values.length; i++) {
    const fall = values[i - 1]! - values[i]!
    if (fall <= steepest) continue
    steepest = fall
    index = i
  }
  return index
}

/** The first floor after each fall that lasts; falls one after the other are one. */
function fallenFloors(floors: Float64Array): number[] {
  const changes = floors.subarray(1).map((floor, i) => floor - floors[i]!)
  const { lowest, highest } = rangeOf(floors)
  const least = Math.max(
    SHARE_OF_RANGE * (highest - lowest),
    TIMES_USUAL * median(changes.map(Math.abs)),
  )
  const falls: number[] = []
  for (let b = 1; b < floors.length; b++) {
    const fall = floors[b - 1]! - floors[b]!
    const next = floors[b + 1] ?? floors[b]!
    if (fall <= least || next > floors[b - 1]! - fall / 2) continue
    if (falls.at(-1) === b - 1) falls[falls.length - 1] = b
    else falls.push(b)
  }
  return falls
}

/** The value after the steepest fall near the bin that starts at `start`, or in the one before it. */
function fallIndex(values: Float64Array, start: number, size: number): number {
  const first = Math.max(0, start - size)
  const end = Math.min(values.length, start + size)
  return first + steepestFall(values.subarray(first, end))
}

function livesBetween(values: Float64Array, cuts: readonly number[], size: number): Life[] {
  const starts = [0, ...cuts]
  const own = starts.map((start, i) =>
    slopeOf(values, [start, starts[i + 1] ?? values.length], size),
  )
  const usual = median(Float64Array.from(own))
  return starts.map((start, i) => {
    const end = starts[i + 1] ?? values.length
    const slope = Number.isFinite(own[i]!) ? own[i]! : usual
    const low = lowOf(values.subarray(start, end), slope, size)
    const peak = rangeOf(values.subarray(start, end)).highest
    return { start, end, slope, low, high: low + slope * (end - start), peak }
  })
}

/** Where a line of this slope through the floors starts; a floor of a climb is where its bin starts. */
function lowOf(life: Float64Array, slope: number, size: number): number {
  const part = Math.min(size, life.length)
  const floors = floorsOf(life, part)
  return median(floors.map((floor, f) => floor - slope * f * part))
}

function slopeOf(
  values: Float64Array,
  [start, end]: readonly [number, number],
  size: number,
): number {
  const floors = floorsOf(values.subarray(start, end), size)
  return floors.length >= LEAST_FLOORS ? theilSen(floors).slope / size : NaN
}

/** Lines must explain this share of how the floors vary inside the lives, */
const EXPLAINED = 0.5
/** and what is climbed must be at least this share of what is fallen. */
const CLIMBED = 0.5

function climbs(values: Float64Array, lives: readonly Life[], size: number): boolean {
  let climbed = 0
  let fallen = 0
  let unexplained = 0
  let variation = 0
  for (const { start, end, slope } of lives) {
    const line = fitLine(floorsOf(values.subarray(start, end), Math.min(size, end - start)))
    unexplained += line.unexplained
    variation += line.explained < 1 ? line.unexplained / (1 - line.explained) : 0
    climbed += slope * (end - start)
    const before = values.subarray(Math.max(start, end - size), end)
    const after = values.subarray(end, end + size)
    if (after.length > 0) fallen += rangeOf(before).lowest - rangeOf(after).lowest
  }
  return climbed > 0 && climbed >= CLIMBED * fallen && unexplained <= (1 - EXPLAINED) * variation
}

/** The climb as it would have been without falls: it ends with the same values. */
export function withoutFalls(values: Float64Array, lives: readonly Life[]): Float64Array {
  const climb = values.slice()
  let rise = 0
  for (let life = lives.length - 2; life >= 0; life--) {
    const { start, end, high } = lives[life]!
    rise += lives[life + 1]!.low - high
    for (let i = start; i < end; i++) climb[i]! += rise
  }
  return climb
}

/** Without the time spent at the ceiling of the threshold or above: what is full cannot climb. */
export function withoutCeiling(values: Float64Array, threshold: number): Float64Array {
  if (!values.some((value) => value >= threshold)) return values
  return values.filter((value, i) => value < threshold || (values[i - 1] ?? value) !== value)
}
