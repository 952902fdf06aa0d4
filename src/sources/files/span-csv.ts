import { errors } from '../../errors.ts'
import type { SpanColumns } from '../../model/span.ts'
import { ByteTable } from '../traces/byte-table.ts'
import { CellReader } from './cell-reader.ts'
import { CsvCursor } from './csv-cursor.ts'

/** Recorded spans, and a way to find the span that a log line names. */
export interface SpanFile {
  readonly columns: SpanColumns
  /** Numbers as in the columns `trace` and `span`; 0 for none. A text that never came gets a new one. */
  traceNumber(text: string): number
  spanNumber(text: string): number
}

/** Column names that mean the same. */
const NAMES: Readonly<Record<string, string>> = {
  trace: 'trace',
  trace_id: 'trace',
  span: 'span',
  span_id: 'span',
  parent: 'parent',
  parent_id: 'parent',
  service: 'service',
  operation: 'operation',
  start_us: 'start',
  duration_us: 'duration',
  status: 'status',
}
const NEWLINE = 10
const ZERO = 48
const FAILED = /^(?:error|err|failed|2|status_code_error|[45]\d\d|1[0-6])$/i

/**
 * Spans from CSV with a header `trace_id,span_id,parent_id,service,operation,start_us,duration_us,status`
 * (or trace, span, parent); service, start_us and duration_us are needed. Times are microseconds; an
 * id that is empty or 0 is none. A span without a finite time or duration is left out. `file` is for
 * messages. Throws INPUT_INVALID.
 */
export function readSpanCsv(bytes: Uint8Array, file: string): SpanFile {
  const cursor = new CsvCursor(bytes)
  const fields = readHeader(cursor, file)
  const room = countLines(cursor.bytes)
  const reader = new CellReader(cursor, file)
  const names = new ByteTable(cursor.view)
  // Span and parent ids are numbered alike.
  const [traces, spans] = [new ByteTable(cursor.view), new ByteTable(cursor.view, room)]
  const hasSpans = fields.includes('span')
  const columns = createColumns(room, hasSpans)
  const statuses: string[] = []
  const idIn = (table: ByteTable) => {
    const { start, end } = cursor
    const isNone = start === end || (end === start + 1 && cursor.bytes[start] === ZERO)
    return isNone ? 0 : reader.nameIn(table) + 1
  }
  let row = 0
  while (cursor.nextRow()) {
    columns.sourceRow[row] = row
    columns.timestamp[row] = NaN
    columns.durationMs[row] = NaN
    for (const field of fields) {
      cursor.nextCell()
      if (field === 'trace') columns.trace[row] = idIn(traces)
      else if (field === 'span') columns.span[row] = idIn(spans)
      else if (field === 'parent' && hasSpans) columns.parent[row] = idIn(spans)
      else if (field === 'service') columns.service[row] = reader.nameIn(names)
      else if (field === 'operation') columns.operation[row] = reader.nameIn(names)
      else if (field === 'start') columns.timestamp[row] = reader.number('start_us') / 1e6
      else if (field === 'duration') columns.durationMs[row] = reader.number('duration_us') / 1e3
      else if (field === 'status') {
        const id = reader.nameIn(names)
        statuses[id] ??= names.text(id)
        columns.failed[row] = FAILED.test(statuses[id]) ? 1 : 0
      }
    }
    if (!fields.includes('operation')) columns.operation[row] = columns.service[row]!
    if (columns.timestamp[row]! > 0 && columns.durationMs[row]! >= 0) row++
  }
  return {
    columns: cutTo(row, columns, {
      strings: Array.from({ length: names.size }, (_, id) => names.text(id)),
      traceIdOf: (at) => (columns.trace[at]! > 0 ? traces.text(columns.trace[at]! - 1) : ''),
    }),
    traceNumber: (text) => (text === '' || text === '0' ? 0 : traces.internText(text) + 1),
    spanNumber: (text) => (text === '' || text === '0' ? 0 : spans.internText(text) + 1),
  }
}

type Written = Omit<SpanColumns, 'length' | 'strings' | 'traceIdOf'>

function readHeader(cursor: CsvCursor, file: string): (string | undefined)[] {
  const header: string[] = []
  cursor.nextRow()
  while (cursor.nextCell()) header.push(cursor.text().trim())
  const fields = header.map((name) => NAMES[name])
  const missing = ['service', 'start', 'duration'].filter((field) => !fields.includes(field))
  if (missing.length > 0)
    throw errors.inputInvalid(
      `${file}:1: expected a header such as trace_id,span_id,parent_id,service,operation,start_us,duration_us, found ${JSON.stringify(header.join(',').slice(0, 80))}`,
    )
  return fields
}

function countLines(bytes: Uint8Array): number {
  let lines = 1
  for (let i = 0; i < bytes.length; i++) if (bytes[i] === NEWLINE) lines++
  return lines
}

function createColumns(room: number, hasSpans: boolean): Written {
  return {
    service: new Uint32Array(room),
    operation: new Uint32Array(room),
    trace: new Uint32Array(room),
    span: new Uint32Array(hasSpans ? room : 0),
    parent: new Uint32Array(hasSpans ? room : 0),
    durationMs: new Float64Array(room),
    timestamp: new Float64Array(room),
    failed: new Uint8Array(room),
    sourceRow: new Uint32Array(room),
  }
}

function cutTo(
  length: number,
  columns: Written,
  others: Pick<SpanColumns, 'strings' | 'traceIdOf'>,
): SpanColumns {
  return {
    length,
    ...others,
    service: columns.service.subarray(0, length),
    operation: columns.operation.subarray(0, length),
    trace: columns.trace.subarray(0, length),
    span: columns.span.subarray(0, length),
    parent: columns.parent.subarray(0, length),
    durationMs: columns.durationMs.subarray(0, length),
    timestamp: columns.timestamp.subarray(0, length),
    failed: columns.failed.subarray(0, length),
    sourceRow: columns.sourceRow.subarray(0, length),
  }
}
