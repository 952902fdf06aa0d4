import { errors } from '../errors.ts'
import type { Rejected, RejectedRow, SpanColumns } from '../model/span.ts'
import { CLOSE_LIST, CLOSE_OBJECT, COMMA, JsonCursor, OPEN_OBJECT } from './traces/json-cursor.ts'
import { placeOf } from './traces/malformed-json.ts'
import { RowColumns } from './traces/row-columns.ts'
import { RowReader } from './traces/row-reader.ts'
import { DEFAULT_TRACE_LIMITS, type TraceLimits } from './traces/trace-limits.ts'
import { TraceNames } from './traces/trace-names.ts'

const LISTED_REJECTIONS = 100
const SERVICE_NAME = Buffer.from('service_name')
const TRACES = Buffer.from('traces')

export interface TraceBody {
  readonly columns: SpanColumns
  readonly rejected: Rejected
  /** The service that the caller asks for; undefined when all. */
  readonly serviceName: string | undefined
  readonly warnings: string[]
}

/**
 * Reads `{"traces": [{trace_id, service, operation, duration_ms, timestamp, span_id?, parent_id?,
 * status?, …}], "service_name"?: "…"}` straight from its bytes into columns; no object is made for
 * a row. A row that cannot be used is rejected with its index and reason and costs no other row.
 * The columns refer to `body`, which must not change while they are in use.
 *
 * Throws INPUT_INVALID with the place when the body is not JSON or has no list `traces`, and
 * INPUT_TOO_LARGE above `limits.rows`.
 */
export function readTraceBody(body: Uint8Array, limits: Partial<TraceLimits> = {}): TraceBody {
  const bounds = { ...DEFAULT_TRACE_LIMITS, ...limits }
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  const cursor = new JsonCursor(bytes, bounds.nesting)
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) cursor.at = 3
  const { rows, serviceName } = readDocument(cursor, bounds)
  return { ...rows, serviceName, warnings: warningsOf(rows, bounds) }
}

interface Rows {
  readonly columns: SpanColumns
  readonly rejected: Rejected
  readonly names: TraceNames
  readonly unparsableTimes: number
}

function readDocument(
  cursor: JsonCursor,
  limits: TraceLimits,
): { rows: Rows; serviceName: string | undefined } {
  let rows: Rows | string | undefined
  let serviceName: string | null | undefined
  if (cursor.space() !== OPEN_OBJECT) throw notAnObject(cursor)
  cursor.at++
  if (cursor.space() === CLOSE_OBJECT) cursor.at++
  else {
    for (;;) {
      cursor.key()
      // Of a key that comes twice the last one counts, as in JSON.parse.
      if (isKey(cursor, TRACES)) rows = readTraces(cursor, limits)
      else if (isKey(cursor, SERVICE_NAME)) serviceName = readServiceName(cursor)
      else cursor.skip()
      cursor.field = ''
      const byte = cursor.space()
      if (byte !== COMMA && byte !== CLOSE_OBJECT) cursor.fail("',' or '}'")
      cursor.at++
      if (byte === CLOSE_OBJECT) break
    }
  }
  if (cursor.space() !== -1) cursor.fail('nothing after the end of the object')
  if (rows === undefined) throw invalid('traces', 'is missing; send {"traces": [rows]}')
  if (typeof rows === 'string') throw invalid('traces', `is ${rows}, not a list of rows`)
  if (serviceName === null) throw invalid('service_name', 'is not a string')
  return { rows, serviceName }
}

/** The list of rows, or in words what stands there instead. */
function readTraces(cursor: JsonCursor, limits: TraceLimits): Rows | string {
  cursor.field = 'traces'
  const kind = cursor.kind()
  if (kind !== 'list') {
    cursor.skip()
    return kind === 'null' ? 'null' : `${kind === 'object' ? 'an' : 'a'} ${kind}`
  }
  // Rows of the documented shape have about 150 bytes; the columns grow when they are shorter.
  const expected = 64 + Math.floor(cursor.bytes.length / 128)
  const names = new TraceNames(cursor.view, limits, expected)
  const reader = new RowReader(cursor, names)
  const builder = new RowColumns(names, expected)
  const rejected = readRows(cursor, { reader, builder, limit: limits.rows })
  cursor.row = -1
  const columns = builder.finish()
  return { columns, rejected, names, unparsableTimes: reader.unparsableTimes }
}

function readRows(
  cursor: JsonCursor,
  into: { reader: RowReader; builder: RowColumns; limit: number },
): Rejected {
  const { reader, builder, limit } = into
  const rows: RejectedRow[] = []
  let count = 0
  cursor.at++
  cursor.field = ''
  if (cursor.space() === CLOSE_LIST) {
    cursor.at++
    return { count, rows }
  }
  for (let index = 0; ; index++) {
    if (index >= limit) throw errors.inputTooLarge('the number of rows', limit)
    cursor.row = index
    const reason = cursor.space() === OPEN_OBJECT ? reader.read() : skipRow(cursor)
    if (reason === '') builder.add(reader.fields, reader.ids, index)
    else if (++count <= LISTED_REJECTIONS) rows.push({ index, reason })
    const byte = cursor.space()
    if (byte !== COMMA && byte !== CLOSE_LIST) cursor.fail("',' or ']'")
    cursor.at++
    if (byte === CLOSE_LIST) return { count, rows }
  }
}

function skipRow(cursor: JsonCursor): string {
  const kind = cursor.kind()
  cursor.skip()
  return `the row is ${kind === 'null' ? 'null' : `a ${kind}`}, not an object`
}

/** The service to filter by: undefined for none (null and '' too), null for what is no string. */
function readServiceName(cursor: JsonCursor): string | null | undefined {
  cursor.field = 'service_name'
  const kind = cursor.kind()
  if (kind !== 'string') {
    cursor.skip()
    return kind === 'null' ? undefined : null
  }
  cursor.string()
  return cursor.text() === '' ? undefined : cursor.text()
}

function isKey(cursor: JsonCursor, name: Buffer): boolean {
  return cursor.escaped ? cursor.text() === name.toString('latin1') : cursor.is(name)
}

function notAnObject(cursor: JsonCursor) {
  if (cursor.space() === -1) return cursor.fail('an object {"traces": [rows]}')
  cursor.skip()
  if (cursor.space() !== -1) cursor.fail('nothing after the end of the value')
  return invalid('body', 'is not an object; send {"traces": [rows]}')
}

function invalid(place: string, message: string) {
  return errors.inputInvalid(`${placeOf({ row: -1, field: place })} ${message}`, [
    { place, message },
  ])
}

function warningsOf({ names, unparsableTimes }: Rows, limits: TraceLimits): string[] {
  const warnings: string[] = []
  if (unparsableTimes > 0) {
    warnings.push(
      `${unparsableTimes} rows have a timestamp that is neither RFC 3339 nor unix time; they were analysed without a time`,
    )
  }
  if (names.cut > 0) {
    warnings.push(
      `${names.cut} texts were cut: names to ${limits.nameBytes} bytes, ids to ${limits.idBytes}`,
    )
  }
  if (names.overflowed > 0) {
    warnings.push(
      `more than ${limits.distinctNames} different services and operations; ${names.overflowed} further ones were counted as __other__`,
    )
  }
  return warnings
}
