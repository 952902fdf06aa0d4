import { ByteTable } from '../traces/byte-table.ts'
import { CellReader } from './cell-reader.ts'
import type { CsvCursor } from './csv-cursor.ts'
import type { RecordedFile } from './recorded-file.ts'

/** What stands in the columns of a file, by their places in a row; -1 for a column that is missing. */
export interface Columns {
  /** Columns in all. */
  readonly count: number
  readonly series: number
  readonly timestamp: number
  readonly values: readonly { readonly name: string; readonly index: number }[]
}

const NEWLINE = 10

/** Samples of one value column after the other, `room` of each. */
interface Samples {
  readonly room: number
  readonly timestamps: Float64Array
  readonly timestampPlaces: Uint32Array
  readonly values: Float64Array
  readonly valuePlaces: Uint32Array
  readonly seriesOfSample: Uint32Array
}

type Field = (row: number) => void

/** Reads the rows behind the header. `names` are those in a column `series`. */
export function readSamples(
  cursor: CsvCursor,
  columns: Columns,
  file: string,
): Omit<RecordedFile, 'form'> {
  const series = columns.values.length
  const samples = createSamples(countLines(cursor.bytes), series)
  const names = new ByteTable(cursor.view)
  const reader = new CellReader(cursor, file)
  const rows = readRows(cursor, fieldsOf(columns, samples, { reader, names }))
  closeUp(samples, rows, series)
  const { bytes } = cursor
  const { timestamps, timestampPlaces, values, valuePlaces, seriesOfSample } = samples
  const end = rows * series
  return {
    names: Array.from({ length: names.size }, (_, id) => names.text(id)),
    timestamps: timestamps.subarray(0, end),
    values: values.subarray(0, end),
    seriesOfSample: seriesOfSample.subarray(0, end),
    written: {
      bytes,
      timestamps: timestampPlaces.subarray(0, end),
      values: valuePlaces.subarray(0, end),
    },
  }
}

/** Lines behind the first one: at least as many as there are rows. */
function countLines(bytes: Uint8Array): number {
  let lines = 0
  for (let i = 0; i < bytes.length; i++) if (bytes[i] === NEWLINE) lines++
  return lines
}

function createSamples(room: number, series: number): Samples {
  const size = room * series
  return {
    room,
    timestamps: new Float64Array(size),
    timestampPlaces: new Uint32Array(size),
    values: new Float64Array(size),
    valuePlaces: new Uint32Array(size),
    seriesOfSample: new Uint32Array(size),
  }
}

/** Answers how many rows there were. */
function readRows(cursor: CsvCursor, fields: readonly Field[]): number {
  let rows = 0
  for (; cursor.nextRow(); rows++)
    for (const readField of fields) {
      cursor.nextCell()
      readField(rows)
    }
  return rows
}

/** What to do with the cell under the cursor, for each place in a row. */
function fieldsOf(
  { count, series, timestamp, values: columns }: Columns,
  into: Samples,
  { reader, names }: { reader: CellReader; names: ByteTable },
): Field[] {
  const { room, timestamps, timestampPlaces, values, valuePlaces, seriesOfSample } = into
  const fields: Field[] = Array.from({ length: count }, () => () => {})
  fields[timestamp] = (row) => {
    timestamps[row] = reader.time()
    timestampPlaces[row] = reader.place()
  }
  columns.forEach(({ name, index }, column) => {
    const first = column * room
    fields[index] = (row) => {
      values[first + row] = reader.number(name)
      valuePlaces[first + row] = reader.place()
    }
  })
  if (series >= 0)
    fields[series] = (row) => {
      seriesOfSample[row] = reader.nameIn(names)
    }
  return fields
}

/** Leaves no room between the columns; the times were read into the first one and are theirs, too. */
function closeUp({ room, ...samples }: Samples, rows: number, series: number): void {
  const { timestamps, timestampPlaces, values, valuePlaces, seriesOfSample } = samples
  for (let column = 1; column < series; column++) {
    const to = column * rows
    const from = column * room
    timestamps.copyWithin(to, 0, rows)
    timestampPlaces.copyWithin(to, 0, rows)
    values.copyWithin(to, from, from + rows)
    valuePlaces.copyWithin(to, from, from + rows)
    seriesOfSample.fill(column, to, to + rows)
  }
}
