import { errors } from '../errors.ts'
import { createSeries, type Series } from '../model/series.ts'
import { readRangeAnswer } from '../sources/files/range-answer.ts'
import type { RecordedFile, RecordedSeries } from '../sources/files/recorded-file.ts'
import { readSeriesCsv } from '../sources/files/series-csv.ts'
import { readInput } from './input.ts'
import type { Io } from './io.ts'

/** Reads recorded series: CSV with a header, or the JSON of query_range, told apart by content. */
export async function readRecorded(file: string, io: Io): Promise<RecordedFile> {
  const bytes = await readInput(file, io)
  const first = bytes.find((byte) => byte > 0x20)
  if (first === undefined) throw errors.inputInvalid(`${file}: is empty`)
  if (first === 0x7b) return readRangeAnswer(bytes, file)
  return readSeriesCsv(bytes, file)
}

/** The series as the judges take it; rows that go back in time are the file's own affair. */
export function seriesOf({ name, timestamps, values }: RecordedSeries): Series {
  return createSeries({ __name__: name }, timestamps, values)
}

/** Rows whose distances tell the step; the rest of a file must not change how it begins. */
export const STEP_ROWS = 16

/** Seconds between rows: the median of the first steps, 0 when there are fewer than two rows. */
export function stepOf(timestamps: Float64Array): number {
  const first = timestamps.subarray(0, STEP_ROWS)
  const steps = first.slice(1).map((timestamp, i) => timestamp - first[i]!)
  const forward = steps.filter((step) => step > 0).sort()
  return forward[forward.length >> 1] ?? 0
}

/** The earliest and the latest time of a file, wherever they stand; nothing without samples. */
export function spanOf({ timestamps }: RecordedFile): Float64Array {
  let earliest = Infinity
  let latest = -Infinity
  for (const time of timestamps) {
    if (time < earliest) earliest = time
    if (time > latest) latest = time
  }
  return earliest <= latest ? Float64Array.of(earliest, latest) : new Float64Array(0)
}
