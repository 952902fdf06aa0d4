import { hashOf } from './byte-hash.ts'
import type { IdText } from './id-column.ts'
import type { JsonCursor, JsonKind } from './json-cursor.ts'
import {
  DURATION,
  END,
  FIELD_NAMES,
  OPERATION,
  RowKeys,
  SERVICE,
  SKIPPED,
  SPAN_ID,
  STATUS,
  TIMESTAMP,
  TRACE_ID,
} from './row-fields.ts'
import type { RowIds } from './row-columns.ts'
import type { RowFields } from './span-columns.ts'
import { parseTimestamp, secondsOf, TimestampReader } from './timestamp.ts'
import type { TraceNames } from './trace-names.ts'

/** Words that say "failed": OpenTelemetry's status, and what people write. */
const FAILED = /^(error|err|failed|failure|fail|fatal|exception|status_code_error|timeout|5\d\d)$/i
const DECIMAL = /^\s*[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?\s*$/
const NOT_FINITE = /^\s*[+-]?(nan|inf|infinity)\s*$/i
/** No number that people write is longer; a longer text is not looked at. */
const LONGEST_DECIMAL = 400
/** Sums and squares of durations must stay finite. */
const LARGEST_MS = 1e100

/**
 * Reads rows one after the other into `fields`. A key that comes twice counts as it came last, as
 * in JSON.parse; that is why faults are kept a field and told only at the end of the row.
 */
export class RowReader {
  readonly fields: RowFields = {
    service: 0,
    operation: 0,
    trace: 0,
    span: 0,
    parent: 0,
    durationMs: 0.5,
    timestamp: 0.5,
    failed: 0,
  }
  /** Its ids, which become numbers later. */
  readonly ids: RowIds = {
    trace: { hash: 0, start: 0, length: 0 },
    span: { hash: 0, start: 0, length: 0 },
    parent: { hash: 0, start: 0, length: 0 },
  }
  /** Rows whose time was there and could not be understood. */
  unparsableTimes = 0
  readonly #cursor: JsonCursor
  readonly #keys: RowKeys
  readonly #names: TraceNames
  readonly #times: TimestampReader
  #durationFault = ''
  #serviceFault = ''
  #operationFault = ''
  #idFault = ''
  #timeFault = false

  constructor(cursor: JsonCursor, names: TraceNames) {
    this.#cursor = cursor
    this.#keys = new RowKeys(cursor)
    this.#names = names
    this.#times = new TimestampReader(cursor.bytes, cursor.view)
  }

  /** Reads the object at the cursor; answers why the row cannot be used, '' when it can. */
  read(): string {
    const cursor = this.#cursor
    this.#reset()
    for (let n = 0; ; n++) {
      const field = this.#keys.next(n)
      if (field === END) return n === 0 ? 'the row is empty' : this.#finish()
      if (field === SKIPPED) cursor.skip()
      else {
        cursor.field = FIELD_NAMES[field]!
        this.#value(field)
        cursor.field = ''
      }
    }
  }

  #reset(): void {
    const { fields, ids } = this
    fields.service = -1
    fields.operation = -1
    clear(ids.trace)
    clear(ids.span)
    clear(ids.parent)
    fields.failed = 0
    fields.timestamp = NaN
    this.#durationFault = 'duration_ms is missing'
    this.#serviceFault = ''
    this.#operationFault = ''
    this.#idFault = ''
    this.#timeFault = false
  }

  #finish(): string {
    const fault = this.#durationFault || this.#serviceFault || this.#operationFault || this.#idFault
    if (fault !== '') return fault
    const { fields } = this
    if (fields.service < 0) fields.service = this.#names.unknown()
    if (fields.operation < 0) fields.operation = this.#names.unknown()
    if (this.#timeFault) this.unparsableTimes++
    return ''
  }

  #value(field: number): void {
    const kind = this.#cursor.kind()
    if (field === DURATION) this.#duration(kind)
    else if (field === TIMESTAMP) this.#timestamp(kind)
    else if (field === SERVICE) {
      this.fields.service = this.#name(kind)
      this.#serviceFault = kind === 'string' || kind === 'null' ? '' : notText('service', kind)
    } else if (field === OPERATION) {
      this.fields.operation = this.#name(kind)
      this.#operationFault = kind === 'string' || kind === 'null' ? '' : notText('operation', kind)
    } else if (field === STATUS) this.#status(kind)
    else this.#id(field, kind)
  }

  #duration(kind: JsonKind): void {
    const cursor = this.#cursor
    let value = NaN
    let fault = ''
    if (kind === 'number') value = cursor.number()
    else if (kind === 'string') {
      cursor.string()
      const text = cursor.end - cursor.start > LONGEST_DECIMAL ? '' : cursor.text()
      if (DECIMAL.test(text)) value = Number(text)
      else fault = NOT_FINITE.test(text) ? 'is not finite' : 'is text that is no number'
    } else {
      cursor.skip()
      fault = `is ${withArticle(kind)}, not a number`
    }
    if (fault === '' && !Number.isFinite(value)) fault = 'is not finite'
    else if (value < 0) fault = 'is negative'
    else if (value > LARGEST_MS) fault = 'is over 1e100'
    // Plus 0 makes 0 of -0.
    this.fields.durationMs = value + 0
    this.#durationFault = fault === '' ? '' : `duration_ms ${fault}`
  }

  #name(kind: JsonKind): number {
    const cursor = this.#cursor
    if (kind !== 'string') {
      cursor.skip()
      return -1
    }
    return this.#names.name(cursor, cursor.stringHash())
  }

  #id(field: number, kind: JsonKind): void {
    const cursor = this.#cursor
    const usable = kind === 'string' || kind === 'number'
    let hash = 0
    if (kind === 'string') hash = cursor.stringHash()
    else if (kind === 'number') hash = readNumberAsText(cursor)
    else cursor.skip()
    const { trace, span, parent } = this.ids
    const id = field === TRACE_ID ? trace : field === SPAN_ID ? span : parent
    if (!usable) clear(id)
    else if (field === TRACE_ID) this.#names.trace(cursor, hash, id)
    else this.#names.span(cursor, hash, id)
    if (field === TRACE_ID) {
      this.#idFault = usable || kind === 'null' ? '' : notText('trace_id', kind)
    }
  }

  #timestamp(kind: JsonKind): void {
    const cursor = this.#cursor
    let seconds = NaN
    if (kind === 'number') seconds = secondsOf(cursor.number())
    else if (kind === 'string') {
      cursor.string()
      if (cursor.escaped) {
        const bytes = Buffer.from(cursor.text())
        seconds = parseTimestamp(bytes, 0, bytes.length)
      } else seconds = this.#times.read(cursor.start, cursor.end)
    } else cursor.skip()
    this.fields.timestamp = seconds
    this.#timeFault = Number.isNaN(seconds) && kind !== 'null'
  }

  #status(kind: JsonKind): void {
    const cursor = this.#cursor
    let failed = false
    if (kind === 'number') {
      // 2 is OpenTelemetry's STATUS_CODE_ERROR; the rest are HTTP's server errors.
      const code = cursor.number()
      failed = code === 2 || (code >= 500 && code < 600)
    } else if (kind === 'string') {
      cursor.string()
      failed = cursor.end - cursor.start <= 96 && FAILED.test(cursor.text().trim())
    } else cursor.skip()
    this.fields.failed = failed ? 1 : 0
  }
}

function clear(id: IdText): void {
  id.start = 0
  id.length = 0
}

/** Ids that are numbers keep their own digits: 64 bits do not fit a double. Answers their hash. */
function readNumberAsText(cursor: JsonCursor): number {
  const start = cursor.at
  cursor.number()
  cursor.start = start
  cursor.end = cursor.at
  cursor.escaped = false
  return hashOf(cursor.view, cursor.start, cursor.end)
}

function notText(field: string, kind: JsonKind): string {
  return `${field} is ${withArticle(kind)}, not a string`
}

function withArticle(kind: JsonKind): string {
  return kind === 'null' ? 'null' : kind === 'object' ? 'an object' : `a ${kind}`
}
