import { errors } from '../../errors.ts'
import { timestampOf } from './timestamp.ts'

/** The rows of one series inside a file. */
export interface RecordedSeries {
  /** The value of the `series` column, or the column's name in a wide file, or ''. */
  readonly name: string
  /** Unix seconds, in the file's order. */
  readonly timestamps: Float64Array
  readonly values: Float64Array
  /** The text of each timestamp, to write it back as it was. */
  readonly written: readonly string[]
}

export interface RecordedFile {
  /** `long`: a column `series`; `wide`: several value columns; `single`: one value column. */
  readonly form: 'single' | 'wide' | 'long'
  readonly series: readonly RecordedSeries[]
  /** For each data row of a long file, which series it belongs to. */
  readonly seriesOfRow: Uint32Array
}

interface Columns {
  readonly series: number
  readonly timestamp: number
  readonly values: readonly { readonly name: string; readonly index: number }[]
}

/** Reads series from CSV with a header; see the contract's file forms. `file` is for messages. */
export function readSeriesCsv(text: string, file: string): RecordedFile {
  const lines = text.split('\n')
  const header = splitRow(lines[0] ?? '')
  const columns = columnsOf(header, file)
  const rows = lines.slice(1).filter((line) => line.trim() !== '')
  return columns.series >= 0 ? readLong(rows, columns, file) : readWide(rows, columns, file)
}

function columnsOf(header: readonly string[], file: string): Columns {
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
  return { series, timestamp, values }
}

function readWide(
  rows: readonly string[],
  { timestamp, values }: Columns,
  file: string,
): RecordedFile {
  const timestamps = new Float64Array(rows.length)
  const written: string[] = []
  const columns = values.map(() => new Float64Array(rows.length))
  rows.forEach((line, row) => {
    const cells = splitRow(line)
    const text = cells[timestamp] ?? ''
    timestamps[row] = readTime(text, file, row)
    written.push(text)
    values.forEach(({ index, name }, i) => {
      columns[i]![row] = readNumber(cells[index] ?? '', { file, row, name })
    })
  })
  const form = values.length > 1 ? 'wide' : 'single'
  const series = values.map(({ name }, i) => ({
    name: form === 'wide' ? name : '',
    timestamps,
    values: columns[i]!,
    written,
  }))
  return { form, series, seriesOfRow: new Uint32Array(form === 'single' ? rows.length : 0) }
}

function readLong(rows: readonly string[], columns: Columns, file: string): RecordedFile {
  const { name, index } = columns.values[0]!
  const groups = new Map<
    string,
    { id: number; times: number[]; values: number[]; written: string[] }
  >()
  const seriesOfRow = new Uint32Array(rows.length)
  rows.forEach((line, row) => {
    const cells = splitRow(line)
    const key = cells[columns.series] ?? ''
    let group = groups.get(key)
    if (!group) groups.set(key, (group = { id: groups.size, times: [], values: [], written: [] }))
    const text = cells[columns.timestamp] ?? ''
    group.times.push(readTime(text, file, row))
    group.values.push(readNumber(cells[index] ?? '', { file, row, name }))
    group.written.push(text)
    seriesOfRow[row] = group.id
  })
  const series = [...groups].map(([key, { times, values, written }]) => ({
    name: key,
    timestamps: Float64Array.from(times),
    values: Float64Array.from(values),
    written,
  }))
  return { form: 'long', series, seriesOfRow }
}

function readTime(text: string, file: string, row: number): number {
  const time = timestampOf(text)
  if (Number.isNaN(time))
    throw errors.inputInvalid(
      `${file}:${row + 2}: timestamp ${JSON.stringify(text.slice(0, 40))} is neither unix seconds nor RFC 3339`,
    )
  return time
}

/** An empty cell and NaN are gaps; anything else that is not a number is an error. */
function readNumber(text: string, at: { file: string; row: number; name: string }): number {
  const trimmed = text.trim()
  if (trimmed === '' || trimmed.toLowerCase() === 'nan') return NaN
  const value = Number(trimmed.replace(/^([+-]?)inf$/i, '$1Infinity'))
  if (Number.isNaN(value))
    throw errors.inputInvalid(
      `${at.file}:${at.row + 2}: ${at.name} is ${JSON.stringify(trimmed.slice(0, 40))}, expected a number`,
    )
  return value
}

/** One line of CSV (RFC 4180) as cells; quotes are rare, so the plain case goes first. */
export function splitRow(line: string): string[] {
  const plain = line.endsWith('\r') ? line.slice(0, -1) : line
  if (!plain.includes('"')) return plain.split(',')
  return [...plain.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, bare]) =>
    quoted === undefined ? (bare ?? '') : quoted.replaceAll('""', '"'),
  )
}
