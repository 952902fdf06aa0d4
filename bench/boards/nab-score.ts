import { sumOf } from './mean-of.ts'

/**
 * The score of the Numenta Anomaly Benchmark, version 1.1, written from its definition: Lavin and
 * Ahmad 2015, "Evaluating Real-time Anomaly Detection Algorithms", section II, and the weights of
 * NAB's own profiles.
 */
export interface NabProfile {
  readonly name: string
  /** What a window without a detection costs. A window found at its first row earns 1. */
  readonly missed: number
  /** What a false row far from any window costs. */
  readonly falseRow: number
}

export const NAB_PROFILES: readonly NabProfile[] = [
  { name: 'standard', missed: 1, falseRow: 0.11 },
  { name: 'low FP', missed: 1, falseRow: 0.22 },
  { name: 'low FN', missed: 2, falseRow: 0.11 },
]

const OUTSIDE = -1
const PROBATION = -2
const PROBATION_SHARE = 0.15
const PROBATION_ROWS = 750

/** What a detection at each row is worth, before the weights of a profile. */
export interface NabFile {
  /** 0 to 1 inside a window, 0 to -1 outside. */
  readonly worth: Float64Array
  /** The number of the window that a row lies in, or OUTSIDE, or PROBATION. */
  readonly place: Int32Array
  readonly windows: number
  /** Windows of which a row is scored. */
  readonly scoredWindows: number
}

/** `windows` are pairs of the first and last time, ascending; their times are times of rows. */
export function layOutNab(
  timestamps: Float64Array,
  windows: readonly (readonly [number, number])[],
): NabFile {
  const rows = timestamps.length
  const worth = new Float64Array(rows).fill(-1)
  const place = new Int32Array(rows).fill(OUTSIDE)
  const bounds = windows.map((window) => rowsOf(timestamps, window))
  bounds.forEach(([first, last], k) => {
    const width = last - first + 1
    const next = bounds[k + 1]?.[0] ?? rows
    place.fill(k, first, last + 1)
    for (let i = first; i <= last; i++) worth[i] = sigmoid(-(last - i + 1) / width) / sigmoid(-1)
    for (let i = last + 1; i < next; i++) worth[i] = sigmoid((i - last) / Math.max(width - 1, 1e-9))
  })
  place.fill(PROBATION, 0, Math.min(Math.floor(PROBATION_SHARE * rows), PROBATION_ROWS))
  const scoredWindows = new Set(place.filter((k) => k >= 0)).size
  return { worth, place, windows: windows.length, scoredWindows }
}

function rowsOf(timestamps: Float64Array, [start, end]: readonly [number, number]) {
  const rowAt = (time: number) => timestamps.findIndex((timestamp) => timestamp >= time)
  const first = rowAt(start)
  const last = rowAt(end)
  if (first < 0 || last < first) throw new Error(`window ${start} to ${end} is not in the file`)
  return [first, last] as const
}

/** 1 well before the end of a window, 0 at it, -1 from three widths after it. */
function sigmoid(position: number): number {
  return position > 3 ? -1 : 2 / (1 + Math.exp(5 * position)) - 1
}

/** Raw score of a file when every row whose score is `threshold` or more is a detection. */
export function rawNab(
  { worth, place, windows }: NabFile,
  scores: Float64Array,
  threshold: number,
  { missed, falseRow }: NabProfile,
): { raw: number; found: number; falseRows: number } {
  const best = new Float64Array(windows).fill(-Infinity)
  let raw = 0
  let falseRows = 0
  place.forEach((k, i) => {
    if (k === PROBATION || !(scores[i]! >= threshold)) return
    if (k >= 0) best[k] = Math.max(best[k]!, worth[i]!)
    else {
      raw += worth[i]! * falseRow
      falseRows++
    }
  })
  const scored = new Set(place.filter((k) => k >= 0))
  for (const k of scored) raw += Math.max(best[k]!, -missed)
  return { raw, found: best.filter((value) => value > -Infinity).length, falseRows }
}

/** 0 for a detector that says nothing, 100 for one that finds every window at its first row. */
export function normalizeNab(raw: number, files: readonly NabFile[], profile: NabProfile): number {
  const nothing = -profile.missed * sumOf(files, ({ scoredWindows }) => scoredWindows)
  const perfect = sumOf(files, ({ windows }) => windows)
  return perfect > nothing ? (100 * (raw - nothing)) / (perfect - nothing) : 0
}
