import { errors } from '../errors.ts'
import type { LogColumns } from '../model/log-analysis.ts'
import type { Rejected } from '../model/span.ts'
import { DEFAULT_LOG_LIMITS, LogColumnsBuilder, type LogLimits } from './logs/columns-builder.ts'
import { JsonCursor } from './traces/json-cursor.ts'

export interface LogBody {
  readonly columns: LogColumns
  readonly rejected: Rejected
  readonly warnings: string[]
}

/** Levels of nesting that the search for a fault in a malformed body follows. */
const NESTING = 1_000_000

/** Lines that go on with what the line before them said. */
const CONTINUES =
  /^(?:\s+\S|at \S+\(|Caused by: |Suppressed: |\.\.\. \d+ more|Traceback \(|[\w$.]+(?:Error|Exception)(?::|$))/

/**
 * Reads lines of logs into columns: JSON `{"logs": [{timestamp, level, message, service}]}` (or the
 * bare list), NDJSON with an object a line, or plain text whose lines may begin with time and level.
 * The content type decides between JSON and text; NDJSON is recognised by itself. Rows without a
 * message are rejected with their index (text: line from 0) and reason.
 *
 * Throws INPUT_INVALID with the place when JSON is malformed or has no list `logs`, and
 * INPUT_TOO_LARGE above `limits.lines`.
 */
export function readLogBody(
  body: Uint8Array,
  contentType: string,
  limits: Partial<LogLimits> = {},
): LogBody {
  const bounds = { ...DEFAULT_LOG_LIMITS, ...limits }
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  // The decoder drops a byte order mark and replaces what is not UTF-8.
  const text = new TextDecoder().decode(bytes)
  const builder = new LogColumnsBuilder(bounds)
  const type = contentType.split(';', 1)[0]!.trim().toLowerCase()
  if (/ndjson|jsonl|json-seq|jsonlines/.test(type))
    readLines(text, builder, { bounds, strict: true })
  else if (type.endsWith('json') || (type === '' && /^\s*[{[]/.test(text)))
    readJson(text, bytes, { builder, bounds })
  else readLines(text, builder, { bounds, strict: false })
  return builder.finish()
}

function readJson(
  text: string,
  bytes: Buffer,
  { builder, bounds }: { builder: LogColumnsBuilder; bounds: LogLimits },
): void {
  const document = parse(text)
  if (document === undefined) {
    // Several documents, one a line, are NDJSON whatever their content type says.
    const firstLine = text.trimStart().split('\n', 1)[0]!
    if (isRecord(parse(firstLine)?.value)) {
      readLines(text, builder, { bounds, strict: true })
      return
    }
    throw faultOf(bytes)
  }
  const rows = isRecord(document.value) ? document.value['logs'] : document.value
  if (!Array.isArray(rows))
    throw errors.inputInvalid('the body has no list "logs"', [
      { place: 'logs', message: 'must be a list of log lines' },
    ])
  if (rows.length > bounds.lines)
    throw errors.inputTooLarge('the number of log lines', bounds.lines)
  rows.forEach((row, index) => builder.addRow(row, index))
}

/** Wrapped, because `null` and `false` are documents, too. */
function parse(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) }
  } catch {
    return undefined
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The error for what JSON.parse refused: our own reader says where it is, and quotes nothing. */
function faultOf(bytes: Buffer): Error {
  const cursor = new JsonCursor(bytes, NESTING)
  try {
    cursor.space()
    cursor.skip()
    cursor.space()
    return cursor.fail('the end of the body')
  } catch (fault) {
    return fault as Error
  }
}

/** `strict`: each line must be a JSON object; else it may be one. */
function readLines(
  text: string,
  builder: LogColumnsBuilder,
  { bounds, strict }: { bounds: LogLimits; strict: boolean },
): void {
  let index = 0
  for (let at = 0; at < text.length; index++) {
    const lineBreak = text.indexOf('\n', at)
    const end = lineBreak < 0 ? text.length : lineBreak
    const line = text.slice(at, end).trimEnd()
    at = end + 1
    if (line === '') continue
    if (builder.length >= bounds.lines)
      throw errors.inputTooLarge('the number of log lines', bounds.lines)
    if (line.startsWith('{')) {
      const row = parse(line)
      if (row !== undefined) builder.addRow(row.value, index)
      else if (strict) builder.reject(index, 'is not valid JSON')
      else builder.addText(line)
    } else if (builder.length > 0 && builder.headed && CONTINUES.test(line))
      builder.addContinuation(line)
    else if (strict) builder.reject(index, 'is not a JSON object')
    else builder.addText(line)
  }
}
