import type { RecordedFile } from '../sources/files/recorded-file.ts'
import { cell } from './csv.ts'
import type { RowWriter } from './row-writer.ts'

/** Writes time and value of a sample as two cells, to the letter as they came; a gap is empty. */
export function writeSample(rows: RowWriter, file: RecordedFile, sample: number): void {
  writeTime(rows, file, sample)
  const value = file.values[sample]!
  if (file.written && !Number.isNaN(value))
    rows.written(file.written.bytes, file.written.values[sample]!)
  else rows.text(cell(value))
}

/** Writes the time of a sample as it came: nothing of it is lost. */
export function writeTime(rows: RowWriter, { timestamps, written }: RecordedFile, sample: number) {
  if (written) rows.written(written.bytes, written.timestamps[sample]!)
  else rows.text(cell(timestamps[sample]!))
}
