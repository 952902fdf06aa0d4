import { errors, type RootOpsError } from '../../../errors.ts'
import { excerpt } from '../excerpt.ts'

/**
 * A parse that waits for bytes by yielding: whoever drives it appends a chunk (or says that there
 * is no more) and resumes it. So grammar reads top-down although bytes arrive in any pieces.
 */
export type Parse<T> = Generator<void, T, void>

export const byte = {
  quote: 34,
  comma: 44,
  minus: 45,
  dot: 46,
  zero: 48,
  colon: 58,
  openBracket: 91,
  backslash: 92,
  closeBracket: 93,
  openBrace: 123,
  closeBrace: 125,
} as const

const SPACE = 32
const OPENING_BYTES = 80
const NOTHING = Buffer.alloc(0)

/**
 * The bytes of one JSON answer that have come and are not read yet: `bytes[at]` up to `bytes[end]`.
 * Never holds more than one chunk and one unfinished token; tokens have a limit, so it is bounded.
 */
export class ByteReader {
  bytes: Buffer = NOTHING
  at = 0
  end = 0
  ended = false
  /** Who answers, for messages. */
  readonly who: string
  #dropped = 0
  #own = false
  #opening = NOTHING

  constructor(who: string) {
    this.who = who
  }

  /** Adds a chunk; without unread bytes it is borrowed as it is, not copied. */
  append(chunk: Uint8Array): void {
    if (this.#opening.length < OPENING_BYTES)
      this.#opening = Buffer.concat([this.#opening, chunk.subarray(0, OPENING_BYTES)])
    const left = this.end - this.at
    if (left === 0) return this.#borrow(chunk)
    if (!this.#own || this.bytes.length - this.end < chunk.length) this.#move(left, chunk.length)
    this.bytes.set(chunk, this.end)
    this.end += chunk.length
  }

  #borrow(chunk: Uint8Array): void {
    this.#dropped += this.end
    this.bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length)
    this.at = 0
    this.end = chunk.length
    this.#own = false
  }

  /** Doubling keeps the cost linear when a long token comes in many small chunks. */
  #move(left: number, coming: number): void {
    const room = left + coming
    const moved = Buffer.allocUnsafeSlow(left > coming ? 2 * room : room)
    moved.set(this.bytes.subarray(this.at, this.end))
    this.#dropped += this.at
    this.bytes = moved
    this.at = 0
    this.end = left
    this.#own = true
  }

  /** The error for bytes that are not what the grammar wants here. */
  damaged(expected: string): RootOpsError {
    const place = this.#dropped + this.at
    const found =
      this.at < this.end
        ? `found ${excerpt(this.bytes.toString('utf8', this.at, Math.min(this.end, this.at + 12)), 12)}`
        : 'it ends there'
    const opening = excerpt(this.#opening.toString('utf8'), OPENING_BYTES)
    return errors.sourceUnavailable(
      `${this.who} did not answer like Prometheus: expected ${expected} at byte ${place}, ${found}; the answer begins ${opening}`,
    )
  }

  /** The next byte that is not white space, not consumed; -1 at the end of the answer. */
  *peek(): Parse<number> {
    for (;;) {
      while (this.at < this.end) {
        const code = this.bytes[this.at]!
        if (code > SPACE || !isSpace(code)) return code
        this.at++
      }
      if (this.ended) return -1
      yield
    }
  }

  /** Waits until that many bytes are here; false when the answer ends before. */
  *has(count: number): Parse<boolean> {
    while (this.end - this.at < count) {
      if (this.ended) return false
      yield
    }
    return true
  }

  /** Consumes the next byte if it is this one. */
  *take(code: number): Parse<boolean> {
    if ((yield* this.peek()) !== code) return false
    this.at++
    return true
  }

  *expect(code: number): Parse<void> {
    if ((yield* this.peek()) !== code) throw this.damaged(`"${String.fromCharCode(code)}"`)
    this.at++
  }

  /** The next JSON value of at most about `limit` bytes, parsed. */
  *value(limit: number): Parse<unknown> {
    yield* this.peek()
    const length = yield* this.#measure(limit)
    const text = this.bytes.toString('utf8', this.at, this.at + length)
    let parsed: unknown
    try {
      parsed = JSON.parse(text)
    } catch {
      throw this.damaged('a JSON value')
    }
    this.at += length
    return parsed
  }

  *text(limit: number): Parse<string> {
    if ((yield* this.peek()) !== byte.quote) throw this.damaged('a string')
    return (yield* this.value(limit)) as string
  }

  /** Passes over a value of any length without keeping it; checks only that brackets balance. */
  *skip(): Parse<void> {
    const first = yield* this.peek()
    if (first === byte.closeBrace || first === byte.closeBracket || first === byte.comma)
      throw this.damaged('a value')
    // Not `+=`: that would add to where we were before the waiting.
    const rest = yield* this.#measure(undefined)
    this.at += rest
  }

  /** Waits for the end of the answer; nothing but white space may follow. */
  *finish(): Parse<void> {
    if ((yield* this.peek()) !== -1) throw this.damaged('the end')
  }

  /**
   * Bytes from `at` to the end of the value that begins there. Without a limit the bytes passed
   * over are dropped on the way, and what is answered is the rest.
   */
  *#measure(limit: number | undefined): Parse<number> {
    const span = { length: 0, depth: 0, quoted: false }
    while (!this.#walk(span)) {
      if (this.ended) {
        this.at = this.end
        throw this.damaged('more')
      }
      if (limit === undefined) {
        const passed = Math.min(span.length, this.end - this.at)
        this.at += passed
        span.length -= passed
      } else if (span.length > limit) throw this.damaged(`a value of at most ${limit} bytes`)
      yield
    }
    return span.length
  }

  /** Walks on over the bytes that are here; true when the value is complete. */
  #walk(span: { length: number; depth: number; quoted: boolean }): boolean {
    const { bytes, end } = this
    let p = this.at + span.length
    let done = false
    for (; p < end && !done; p++) {
      const code = bytes[p]!
      if (span.quoted) {
        if (code === byte.backslash) p++
        else if (code === byte.quote) {
          span.quoted = false
          done = span.depth === 0
        }
      } else if (code === byte.quote) span.quoted = true
      else if (code === byte.openBrace || code === byte.openBracket) span.depth++
      else if (code === byte.closeBrace || code === byte.closeBracket) {
        // At depth 0 the bracket belongs to whoever holds this bare number or word.
        if (span.depth === 0) break
        done = --span.depth === 0
      } else if (span.depth === 0 && (code === byte.comma || isSpace(code))) break
    }
    span.length = p - this.at
    return done || p < end
  }
}

function isSpace(code: number): boolean {
  return code === SPACE || code === 10 || code === 13 || code === 9
}
