import type { LogColumns } from '../../model/log-analysis.ts'

/** A batch cut into equal stretches: of time where lines have times, else of lines. */
export interface Windows {
  readonly count: number
  /** The window of each row. */
  readonly of: Uint16Array
  /** Lines in each window. */
  readonly lines: Uint32Array
  readonly mode: 'time' | 'order'
  /** Where window `i` begins: unix seconds, or a row number. `begin(count)` is where all end. */
  begin(i: number): number
}

/** About ten lines a window, but enough windows to tell noise from change, and no more than that. */
const LINES_PER_WINDOW = 10
const MIN_WINDOWS = 20
const MAX_WINDOWS = 60

/** Cuts a batch of at least one line. A line without a time counts to where the one before it does. */
export function cutIntoWindows(columns: LogColumns): Windows {
  const { length } = columns
  const wanted = Math.round(length / LINES_PER_WINDOW)
  const count = Math.min(Math.max(wanted, MIN_WINDOWS), MAX_WINDOWS)
  const span = spanOf(columns.timestamp)
  const [start, end] = span ?? [0, length]
  const width = (end - start) / count
  const of = new Uint16Array(length)
  const lines = new Uint32Array(count)
  let place = 0
  for (let row = 0; row < length; row++) {
    const at = span === undefined ? row : columns.timestamp[row]!
    if (at === at) place = Math.min(Math.max(Math.floor((at - start) / width), 0), count - 1)
    of[row] = place
    lines[place]!++
  }
  const begin = (i: number) => start + i * width
  return { count, of, lines, mode: span === undefined ? 'order' : 'time', begin }
}

/**
 * First and last time of the batch, undefined where times do not order the lines. A few wild times
 * (a clock at 1970) would press all others into one window, so the ends follow the middle 98 %.
 */
function spanOf(timestamps: Float64Array): [start: number, end: number] | undefined {
  const known = timestamps.filter((time) => time === time).sort()
  if (known.length * 2 < timestamps.length || known.length === 0) return undefined
  const low = known[Math.floor(known.length * 0.01)]!
  const high = known[Math.ceil(known.length * 0.99) - 1]!
  const slack = (high - low) / 4
  const start = Math.max(known[0]!, low - slack)
  const end = Math.min(known.at(-1)!, high + slack)
  return end > start ? [start, end] : undefined
}

/** The same batch in windows `factor` times as wide; a rest at the end joins the last one. */
export function widen(counts: Uint32Array, factor: number): Uint32Array {
  const wide = new Uint32Array(Math.max(1, Math.floor(counts.length / factor)))
  counts.forEach((count, i) => {
    wide[Math.min(Math.floor(i / factor), wide.length - 1)]! += count
  })
  return wide
}
