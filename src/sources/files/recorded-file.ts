import type { WrittenCells } from './written-cells.ts'

/** What somebody recorded: samples of one or more series, in the order of the file. */
export interface RecordedFile {
  /** `long`: a column `series`; `wide`: several value columns; `single`: one value column. */
  readonly form: 'single' | 'wide' | 'long'
  /** The values of the `series` column, or the columns' names in a wide file, or one ''. */
  readonly names: readonly string[]
  /** Unix seconds of each sample; a wide file is taken column after column. */
  readonly timestamps: Float64Array
  readonly values: Float64Array
  /** Which of the names each sample belongs to. */
  readonly seriesOfSample: Uint32Array
  /** To write times and values back as they came; undefined where they were not cells of CSV. */
  readonly written: WrittenCells | undefined
}

/** The samples of one series inside a file. */
export interface RecordedSeries {
  readonly name: string
  /** Unix seconds, in the file's order. */
  readonly timestamps: Float64Array
  readonly values: Float64Array
}

/** The samples of a file by series, in the order of the names: sorted by counting, order kept. */
export function seriesIn({
  names,
  timestamps,
  values,
  seriesOfSample,
}: RecordedFile): RecordedSeries[] {
  const ends = endsOf(seriesOfSample, names.length)
  const starts = startsOf(ends)
  const next = starts.slice()
  const grouped = {
    timestamps: new Float64Array(seriesOfSample.length),
    values: new Float64Array(seriesOfSample.length),
  }
  for (let sample = 0; sample < seriesOfSample.length; sample++) {
    const to = next[seriesOfSample[sample]!]!++
    grouped.timestamps[to] = timestamps[sample]!
    grouped.values[to] = values[sample]!
  }
  return names.map((name, series) => ({
    name,
    timestamps: grouped.timestamps.subarray(starts[series], ends[series]),
    values: grouped.values.subarray(starts[series], ends[series]),
  }))
}

/** Where the samples of each series end when they stand series after series. */
function endsOf(seriesOfSample: Uint32Array, count: number): Uint32Array {
  const ends = new Uint32Array(count)
  for (const series of seriesOfSample) ends[series]!++
  for (let series = 1; series < count; series++) ends[series]! += ends[series - 1]!
  return ends
}

function startsOf(ends: Uint32Array): Uint32Array {
  const starts = new Uint32Array(ends.length)
  starts.set(ends.subarray(0, -1), 1)
  return starts
}
