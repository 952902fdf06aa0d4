import { errors } from '../../errors.ts'
import { CellReader } from './cell-reader.ts'
import { CsvCursor } from './csv-cursor.ts'

/** Recorded log lines as columns. */
export interface LogFile {
  readonly length: number
  /** Unix seconds, NaN where none was given. */
  readonly timestamp: Float64Array
  readonly service: readonly string[]
  readonly message: readonly string[]
  /** Ids of the span that wrote the line, as texts; '' or '0' is none. */
  readonly trace: readonly string[]
  readonly span: readonly string[]
}

const NAMES: Readonly<Record<string, string>> = {
  timestamp: 'time',
  time: 'time',
  time_us: 'time_us',
  service: 'service',
  trace: 'trace',
  trace_id: 'trace',
  span: 'span',
  span_id: 'span',
  message: 'message',
}

/**
 * Log lines from CSV with a header `timestamp,service,message` (unix seconds or RFC 3339) or
 * `time_us,service,trace,span,message`; message is needed. `file` is for messages. Throws
 * INPUT_INVALID.
 */
export function readLogCsv(bytes: Uint8Array, file: string): LogFile {
  const cursor = new CsvCursor(bytes)
  const fields = readHeader(cursor, file)
  const reader = new CellReader(cursor, file)
  const times: number[] = []
  const texts: Record<string, string[]> = { service: [], message: [], trace: [], span: [] }
  let length = 0
  for (; cursor.nextRow(); length++) {
    times.push(NaN)
    for (const field of fields) {
      cursor.nextCell()
      if (field === 'time') times[length] = cursor.start === cursor.end ? NaN : reader.time()
      else if (field === 'time_us') times[length] = reader.number('time_us') / 1e6
      else if (field !== undefined) texts[field]![length] = cursor.text()
    }
  }
  const column = (field: string) => Array.from({ length }, (_, row) => texts[field]![row] ?? '')
  return {
    length,
    timestamp: Float64Array.from(times),
    service: column('service'),
    message: column('message'),
    trace: column('trace'),
    span: column('span'),
  }
}

function readHeader(cursor: CsvCursor, file: string): (string | undefined)[] {
  const header: string[] = []
  cursor.nextRow()
  while (cursor.nextCell()) header.push(cursor.text().trim())
  const fields = header.map((name) => NAMES[name])
  if (!fields.includes('message'))
    throw errors.inputInvalid(
      `${file}:1: expected a header such as timestamp,service,message, found ${JSON.stringify(header.join(',').slice(0, 80))}`,
    )
  return fields
}
