import type { LogColumns, LogLevel } from '../../model/log-analysis.ts'
import type { Rejected, RejectedRow } from '../../model/span.ts'
import { levelOfRow, messageOf, serviceOf, timeOf } from './row-fields.ts'
import { readLineHead } from './line-head.ts'

/** What bounds a body beside its size. */
export interface LogLimits {
  /** Lines of a body; more are refused. */
  readonly lines: number
  /** Characters of a message; longer ones are cut. */
  readonly messageLength: number
  readonly serviceLength: number
  /** Unix seconds; only to find the year of times that lack one. */
  readonly now: number | undefined
}

export const DEFAULT_LOG_LIMITS: LogLimits = {
  lines: 2_000_000,
  messageLength: 32_768,
  serviceLength: 1024,
  now: undefined,
}

const LISTED_REJECTIONS = 100

/** Collects lines into columns; a row that cannot be used costs no other row. */
export class LogColumnsBuilder {
  readonly #limits: LogLimits
  readonly #timestamp: number[] = []
  readonly #level: LogLevel[] = []
  readonly #service: string[] = []
  readonly #message: string[] = []
  readonly #rejected: RejectedRow[] = []
  #rejectedCount = 0
  #cut = 0
  #unreadableTimes = 0
  #headed = false

  constructor(limits: LogLimits) {
    this.#limits = limits
  }

  get length(): number {
    return this.#message.length
  }

  /** Whether the last line of text began with a time or a level, so that bare ones may belong to it. */
  get headed(): boolean {
    return this.#headed
  }

  /** A row of a list or a line of NDJSON, as it came out of JSON.parse. */
  addRow(row: unknown, index: number): void {
    if (typeof row === 'string') {
      this.addText(row)
      return
    }
    if (typeof row !== 'object' || row === null || Array.isArray(row)) {
      this.reject(index, 'is not an object')
      return
    }
    const fields = row as Readonly<Record<string, unknown>>
    const message = messageOf(fields)
    if ('reason' in message) {
      this.reject(index, message.reason)
      return
    }
    const time = timeOf(fields)
    if (time === 'unreadable') this.#unreadableTimes++
    const level = levelOfRow(fields)
    this.#push(time === 'unreadable' ? NaN : time, level, serviceOf(fields), message.text)
  }

  /** A line of text, whose beginning may tell time and level. */
  addText(line: string): void {
    const { timestamp, level, messageStart } = readLineHead(line, this.#limits.now)
    this.#headed = level !== 'unknown' || !Number.isNaN(timestamp)
    const message = line.slice(messageStart).trim()
    this.#push(timestamp, level, '', message === '' ? line.trim() : message)
  }

  /** Puts a line of a stack trace to the message it belongs to. */
  addContinuation(line: string): void {
    const last = this.#message.length - 1
    const room = this.#limits.messageLength - this.#message[last]!.length
    if (room > 1) this.#message[last] += `\n${line.slice(0, room - 1)}`
  }

  reject(index: number, reason: string): void {
    this.#rejectedCount++
    if (this.#rejected.length < LISTED_REJECTIONS) this.#rejected.push({ index, reason })
  }

  finish(): { columns: LogColumns; rejected: Rejected; warnings: string[] } {
    const warnings: string[] = []
    if (this.#cut > 0)
      warnings.push(`${this.#cut} messages were cut to ${this.#limits.messageLength} characters.`)
    if (this.#unreadableTimes > 0)
      warnings.push(
        `${this.#unreadableTimes} timestamps could not be read; their lines count without a time.`,
      )
    return {
      columns: {
        length: this.#message.length,
        timestamp: Float64Array.from(this.#timestamp),
        level: this.#level,
        service: this.#service,
        message: this.#message,
      },
      rejected: { count: this.#rejectedCount, rows: this.#rejected },
      warnings,
    }
  }

  #push(timestamp: number, level: LogLevel, service: string, message: string): void {
    const { messageLength, serviceLength } = this.#limits
    if (message.length > messageLength) this.#cut++
    this.#timestamp.push(timestamp)
    this.#level.push(level)
    this.#service.push(service.slice(0, serviceLength))
    this.#message.push(message.slice(0, messageLength).toWellFormed())
  }
}
