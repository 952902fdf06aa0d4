import { median } from '../math/median.ts'
import { thinned } from '../math/thinned.ts'
import type { Series } from '../model/series.ts'

/** Fewer finite samples than this say too little about the future: the answer is undefined. */
const MINIMUM_SAMPLES = 24

/** History further back than this many steps is not read: four weeks of minutes. Bounds all work. */
const MAXIMUM_CELLS = 40_320

/** At least this share of a grid's cells must have been measured. */
const MINIMUM_FILLED = 2 / 3

/** A series on even steps, without gaps, ending with its last finite sample. */
export interface Grid {
  /** Seconds from one value to the next: the median of the series' own steps. */
  readonly step: number
  /** Unix seconds of the last value. */
  readonly end: number
  /** Finite; short gaps are filled by a straight line. */
  readonly values: Float64Array
  /** Whole steps between the last finite sample and the last timestamp of the series. */
  readonly trailing: number
}

/**
 * Puts a series on the grid of its median step. Reads as far back as two thirds of the cells are
 * measured, so an old stretch before a long outage is left out. Undefined when fewer than
 * `MINIMUM_SAMPLES` finite samples remain, or the timestamps do not ascend.
 */
export function gridOf(series: Series): Grid | undefined {
  const { timestamps, values } = series
  const step = median(thinned(stepsOf(timestamps), 1000))
  const finite = finiteRows(values)
  if (finite.length < MINIMUM_SAMPLES || !(step > 0)) return undefined
  const end = timestamps[finite.at(-1)!]!
  const cellsBack = (row: number) => Math.round((end - timestamps[row]!) / step)
  const isSparse = (i: number) => {
    const cells = cellsBack(finite[i]!) + 1
    return cells > MAXIMUM_CELLS || finite.length - i < MINIMUM_FILLED * cells
  }
  let first = 0
  while (first < finite.length && isSparse(first)) first++
  const kept = finite.subarray(first)
  if (kept.length < MINIMUM_SAMPLES) return undefined
  const cells = new Float64Array(cellsBack(kept[0]!) + 1).fill(NaN)
  for (const row of kept) cells[cells.length - 1 - cellsBack(row)] = values[row]!
  fillGaps(cells)
  return { step, end, values: cells, trailing: Math.round((timestamps.at(-1)! - end) / step) }
}

function stepsOf(timestamps: Float64Array): Float64Array {
  const steps = new Float64Array(Math.max(0, timestamps.length - 1))
  for (let i = 0; i < steps.length; i++) steps[i] = timestamps[i + 1]! - timestamps[i]!
  return steps
}

function finiteRows(values: Float64Array): Uint32Array {
  const rows = new Uint32Array(values.length)
  let count = 0
  for (let i = 0; i < values.length; i++) if (Number.isFinite(values[i]!)) rows[count++] = i
  return rows.subarray(0, count)
}

/** Joins the finite neighbours of each gap by a straight line, in place; both ends are finite. */
function fillGaps(values: Float64Array): void {
  let before = 0
  for (let i = 1; i < values.length; i++) {
    if (Number.isNaN(values[i]!)) continue
    const rise = (values[i]! - values[before]!) / (i - before)
    for (let gap = before + 1; gap < i; gap++) values[gap] = values[before]! + rise * (gap - before)
    before = i
  }
}
