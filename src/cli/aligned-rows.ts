import type { RecordedFile } from '../sources/files/recorded-file.ts'

/** The series of a file side by side: one row a time, a column a series. */
export interface AlignedRows {
  /** For each row, a sample that has its time. */
  readonly sampleOfRow: Uint32Array
  /** One a series; NaN where it has no sample at the row's time. */
  readonly columns: readonly Float64Array[]
}

/** A wide file has its rows already, in its own order; other forms are joined on the time, ascending. */
export function alignRows(file: RecordedFile): AlignedRows {
  return file.form === 'long' ? joinOnTime(file) : rowsOfWide(file)
}

function rowsOfWide({ names, values }: RecordedFile): AlignedRows {
  const rows = values.length / names.length
  return {
    sampleOfRow: Uint32Array.from({ length: rows }, (_, row) => row),
    columns: names.map((_, column) => values.subarray(column * rows, (column + 1) * rows)),
  }
}

function joinOnTime({ names, timestamps, values, seriesOfSample }: RecordedFile): AlignedRows {
  const byTime = Uint32Array.from(timestamps.keys()).sort((a, b) => timestamps[a]! - timestamps[b]!)
  const isNew = (i: number) => i === 0 || timestamps[byTime[i]!] !== timestamps[byTime[i - 1]!]
  const sampleOfRow = byTime.filter((_, i) => isNew(i))
  const columns = names.map(() => new Float64Array(sampleOfRow.length).fill(NaN))
  let row = -1
  byTime.forEach((sample, i) => {
    if (isNew(i)) row++
    columns[seriesOfSample[sample]!]![row] = values[sample]!
  })
  return { sampleOfRow, columns }
}
