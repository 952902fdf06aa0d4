import type { Storage, StoredSeries } from '../storage.ts'
import type { RangeSelector, Selector } from './ast.ts'
import type { Column, Grid } from './column.ts'
import { emptyColumn } from './column.ts'
import type { RangeFunction, Window } from './window.ts'

/** How long a sample counts as the current one when no newer has come. */
const LOOKBACK = 5 * 60_000

/** What the evaluator reads from. Samples after `now` have not happened yet. */
export interface Data {
  readonly storage: Storage
  /** Unix milliseconds. */
  readonly now: number
}

/** The newest sample at each time of the grid. */
export function selectInstant(selector: Selector, grid: Grid, data: Data): Column[] {
  const { start, end } = spanOf(grid, selector.offset)
  const found = data.storage.select(selector.matchers, start - LOOKBACK, Math.min(end, data.now))
  return found.map((series) => instantColumn(series, shifted(grid, selector.offset), data.now))
}

function instantColumn(series: StoredSeries, grid: Grid, now: number): Column {
  const { firstMs, stepMs } = series
  const column = emptyColumn(series.labels, grid.count)
  const newest = Math.floor((now - firstMs) / stepMs)
  const numberAt = (i: number) =>
    Math.min(newest, Math.floor((grid.start + i * grid.step - firstMs) / stepMs))
  const first = Math.max(0, numberAt(0))
  const span = numberAt(grid.count - 1) - first
  // On a grid of full scrape intervals most samples are never looked at, so they are not read.
  const wanted = grid.step / stepMs
  const strides = wanted > 1 && Number.isInteger(wanted) && span === wanted * (grid.count - 1)
  const stride = strides ? wanted : 1
  const samples = new Float64Array(Math.max(0, Math.ceil((span + 1) / stride)))
  series.read(first, samples, stride)
  for (let i = 0; i < grid.count; i++) {
    const number = numberAt(i)
    const value = samples[(number - first) / stride]
    if (value === undefined || Number.isNaN(value)) continue
    if (grid.start + i * grid.step - (firstMs + number * stepMs) > LOOKBACK) continue
    column.values[i] = value
    column.present[i] = 1
  }
  return column
}

export interface RangeCall {
  readonly call: RangeFunction
  /** The scalar argument at each time of the grid. */
  readonly argument: Float64Array | undefined
}

/** A range function over the samples of every series, at each time of the grid. */
export function selectRange(
  { matchers, range, offset }: Pick<RangeSelector, 'matchers' | 'range' | 'offset'>,
  { call, argument }: RangeCall,
  grid: Grid,
  data: Data,
): Column[] {
  const { start, end } = spanOf(grid, offset)
  const found = data.storage.select(matchers, start - range, Math.min(end, data.now))
  const columns: Column[] = []
  let buffer = new Float64Array(0)
  for (const series of found) {
    const { firstMs, stepMs } = series
    const last = Math.floor((Math.min(end, data.now) - firstMs) / stepMs)
    const first = Math.max(0, Math.ceil((start - range - firstMs) / stepMs))
    const length = Math.max(0, last - first + 1)
    if (buffer.length < length) buffer = new Float64Array(length)
    const samples = buffer.subarray(0, length)
    series.read(first, samples)
    const of = { data: samples, origin: firstMs + first * stepMs, step: stepMs }
    const column = emptyColumn(series.labels, grid.count)
    rollOver(column, { ...of, range, call, argument, grid: shifted(grid, offset) })
    columns.push(column)
  }
  return columns
}

export interface RollOptions extends RangeCall {
  readonly data: Float64Array
  readonly origin: number
  readonly step: number
  readonly range: number
  readonly grid: Grid
}

/** Calls the range function for each time of the grid. */
export function rollOver(column: Column, options: RollOptions): void {
  const { data, origin, step, range, grid, call, argument } = options
  const window: Window = { data, origin, step, range, low: 0, high: 0, end: 0, argument: NaN }
  for (let i = 0; i < grid.count; i++) {
    window.end = grid.start + i * grid.step
    window.low = Math.max(0, Math.ceil((window.end - range - origin) / step))
    window.high = Math.min(data.length - 1, Math.floor((window.end - origin) / step))
    if (window.high < window.low) continue
    if (argument) window.argument = argument[i]!
    const value = call(window)
    if (Number.isNaN(value)) continue
    column.values[i] = value
    column.present[i] = 1
  }
}

export function shifted(grid: Grid, offset: number): Grid {
  return offset === 0 ? grid : { ...grid, start: grid.start - offset }
}

function spanOf(grid: Grid, offset: number): { start: number; end: number } {
  return { start: grid.start - offset, end: grid.start - offset + (grid.count - 1) * grid.step }
}
