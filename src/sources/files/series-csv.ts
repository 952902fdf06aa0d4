import { errors } from '../../errors.ts'
import { CsvCursor } from './csv-cursor.ts'
import type { RecordedFile } from './recorded-file.ts'
import { readSamples, type Columns } from './sample-rows.ts'

/** Places in a file are kept in 32 bits. */
const MAX_BYTES = 2 ** 32 - 1

/**
 * Reads samples from the bytes of CSV with a header; see the contract's file forms. Holds 28 bytes a
 * sample beside the bytes themselves. `file` is for messages. Throws INPUT_INVALID.
 */
export function readSeriesCsv(bytes: Uint8Array, file: string): RecordedFile {
  if (bytes.length > MAX_BYTES)
    throw errors.inputInvalid(`${file}: more than 4 GiB at once; cut it in parts and give --state`)
  const cursor = new CsvCursor(bytes)
  const columns = readHeader(cursor, file)
  const samples = readSamples(cursor, columns, file)
  if (columns.series >= 0) return { form: 'long', ...samples }
  const names = columns.values.map(({ name }) => name)
  return names.length > 1
    ? { form: 'wide', ...samples, names }
    : { form: 'single', ...samples, names: [''] }
}

function readHeader(cursor: CsvCursor, file: string): Columns {
  const header: string[] = []
  cursor.nextRow()
  while (cursor.nextCell()) header.push(cursor.text())
  const names = header.map((name) => name.trim())
  const timestamp = names.findIndex((name) => name === 'timestamp' || name === 'time')
  const series = names.indexOf('series')
  const values = names
    .map((name, index) => ({ name, index }))
    .filter(({ name, index }) => index !== timestamp && index !== series && name !== 'label')
  if (timestamp < 0 || values.length === 0)
    throw errors.inputInvalid(
      `${file}:1: expected a header such as timestamp,value, found ${JSON.stringify(header.join(',').slice(0, 80))}`,
    )
  // In long form a row is one sample.
  const taken = series < 0 ? values : values.slice(0, 1)
  return { count: names.length, series, timestamp, values: taken }
}

/** One line of CSV (RFC 4180) as texts. */
export function splitRow(line: string): string[] {
  const cursor = new CsvCursor(Buffer.from(line))
  const cells: string[] = []
  cursor.nextRow()
  while (cursor.nextCell()) cells.push(cursor.text())
  return cells
}
