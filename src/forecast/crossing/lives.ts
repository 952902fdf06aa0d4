import { median } from '../../math/median.ts'
import { fitLine } from '../../math/line-fit.ts'
import { theilSen } from '../../math/theil-sen.ts'
import { rangeOf } from '../scale.ts'

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
 * as long as climbs (a wave), and where there are so many that they are teeth.
 */
export function livesOf(values: Float64Array): Life[] {
  const size = Math.max(1, Math.floor(values.length / FLOORS))
  const floors = floorsOf(values, size)
  const falls = fallenFloors(floors)
  if (falls.length === 0 || falls.length >= MOST_LIVES) return []
  const offset = values.length - floors.length * size
  const cuts = falls.map((floor) => fallIndex(values, offset + floor * size, size))
  const lives = livesBetween(values, cuts, size)
  return climbs(values, lives, size) ? lives : []
}

/** The lowest value of each bin; the newest bin ends with the newest value. */
function floorsOf(values: Float64Array, size: number): Float64Array {
  const count = Math.floor(values.length / size)
  const offset = values.length - count * size
  return Float64Array.from({ length: count }, (_, bin) => {
    let lowest = Infinity
    for (let i = offset + bin * size; i < offset + (bin + 1) * size; i++)
      lowest = Math.min(lowest, values[i]!)
    return lowest
  })
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
  let steepest = -Infinity
  let index = start
  for (let i = Math.max(1, start - size + 1); i < Math.min(values.length, start + size); i++) {
    const fall = values[i - 1]! - values[i]!
    if (fall <= steepest) continue
    steepest = fall
    index = i
  }
  return index
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
  const offset = life.length - floors.length * part
  return median(floors.map((floor, f) => floor - slope * (offset + f * part)))
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
  return values.filter((value, i) => value < threshold || (values[i - 1] ?? value) !== value)
}
