import { finishHash, hashOf, mixWord } from './byte-hash.ts'
import { decimalToDouble, LEADING_DIGITS } from './decimal.ts'
import { malformedJson } from './malformed-json.ts'

const QUOTE = 34
export const COMMA = 44
const COLON = 58
const OPEN_LIST = 91
export const CLOSE_LIST = 93
export const OPEN_OBJECT = 123
export const CLOSE_OBJECT = 125
const BACKSLASH = 92

export type JsonKind = 'string' | 'number' | 'boolean' | 'null' | 'list' | 'object'

/** 1 for the bytes that a string cannot pass over: its end, an escape, a control character. */
const STRING_STOPS = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte < 32 || byte === QUOTE || byte === BACKSLASH ? 1 : 0,
)

/**
 * Marks the bytes of a word that are below 32, a quote or a backslash with their highest bit: bit
 * tricks that look at all four at once (Mycroft's test for a zero byte). 0 when there is none; the
 * lowest mark is always right, those above it may be wrong (the subtraction borrows).
 */
function stopsIn(word: number): number {
  const quote = word ^ 0x22222222
  const backslash = word ^ 0x5c5c5c5c
  const found =
    ((word - 0x20202020) & ~word) |
    ((quote - 0x01010101) & ~quote) |
    ((backslash - 0x01010101) & ~backslash)
  return found & 0x80808080
}

/** How many bytes of a word, read little-endian, come before the lowest mark. */
function bytesBefore(marks: number): number {
  return (31 - Math.clz32(marks & -marks)) >> 3
}

/**
 * Reads JSON (RFC 8259) from bytes without building values. It accepts exactly what `JSON.parse`
 * accepts of the decoded text; anything else throws INPUT_INVALID with its place. Bytes from 128 up
 * are taken as they are inside strings: UTF-8 never hides a quote in a longer character.
 */
export class JsonCursor {
  readonly bytes: Buffer
  /** The same bytes, to read four at a time, up to `lastWord`. */
  readonly view: DataView
  readonly lastWord: number
  at = 0
  /** The last string read: its bytes without the quotes, and whether it holds escapes. */
  start = 0
  end = 0
  escaped = false
  /** Where we are, for messages: the row (-1 outside of rows) and the field. */
  row = -1
  field = ''
  readonly #maxNesting: number
  /** One byte a level while skipping: 1 for an object. Grows to at most `maxNesting`. */
  #nesting = new Uint8Array(64)

  constructor(bytes: Buffer, maxNesting: number) {
    this.bytes = bytes
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
    this.lastWord = bytes.length - 4
    this.#maxNesting = maxNesting
  }

  /** Passes white space; answers the byte after it, -1 at the end. */
  space(): number {
    const { bytes } = this
    let at = this.at
    for (; at < bytes.length; at++) {
      const byte = bytes[at]!
      if (byte > 32) break
      if (byte !== 32 && byte !== 10 && byte !== 13 && byte !== 9) break
    }
    this.at = at
    return at < bytes.length ? bytes[at]! : -1
  }

  /** Reads the string at the cursor (which stands on its first quote) into start, end, escaped. */
  string(): void {
    const { bytes, view, lastWord } = this
    this.escaped = false
    let at = this.at + 1
    this.start = at
    for (;;) {
      for (; at < lastWord; at += 4) {
        const stops = stopsIn(view.getInt32(at, true))
        if (stops === 0) continue
        at += bytesBefore(stops)
        break
      }
      // Behind the last byte there is no class, which stops the loop too.
      while (STRING_STOPS[bytes[at]!] === 0) at++
      if (bytes[at] === QUOTE) break
      if (bytes[at] !== BACKSLASH) this.#endOfString(at)
      at = this.#escape(at) + 1
    }
    this.end = at
    this.at = at + 1
  }

  /**
   * Reads the string at the cursor as `string` does, and answers the hash of its bytes as `hashOf`
   * has it: each word is loaded once for both.
   */
  stringHash(): number {
    const { bytes, view, lastWord } = this
    const start = this.at + 1
    let hash = 0
    for (let at = start; at < lastWord; at += 4) {
      const word = view.getInt32(at, true)
      const stops = stopsIn(word)
      if (stops === 0) {
        hash = mixWord(hash, word)
        continue
      }
      const rest = bytesBefore(stops)
      const end = at + rest
      if (bytes[end] !== QUOTE) break
      this.start = start
      this.end = end
      this.escaped = false
      this.at = end + 1
      if (rest > 0) hash = mixWord(hash, word & ((1 << (rest * 8)) - 1))
      return finishHash(hash, end - start)
    }
    // Escapes, and the last bytes of the body.
    this.string()
    return hashOf(view, this.start, this.end)
  }

  #endOfString(at: number): never {
    this.at = Math.min(at, this.bytes.length)
    const ended = this.at === this.bytes.length
    return this.fail(ended ? 'the end of a string' : 'no bare control character in a string')
  }

  /** Checks the escape whose backslash is at `at`; answers the place of its last byte. */
  #escape(at: number): number {
    this.escaped = true
    const code = this.bytes[at + 1] ?? -1
    if (code === 117) {
      for (let i = at + 2; i < at + 6; i++) {
        if (!isHex(this.bytes[i] ?? -1)) {
          this.at = Math.min(i, this.bytes.length)
          this.fail('four hexadecimal digits after \\u')
        }
      }
      return at + 5
    }
    if (!ESCAPES.has(code)) {
      this.at = at + 1
      this.fail('one of " \\ / b f n r t u after a backslash')
    }
    return at + 1
  }

  /** The text of the last string read; a lone surrogate becomes U+FFFD. */
  text(): string {
    if (!this.escaped) return this.bytes.toString('utf8', this.start, this.end)
    const quoted = this.bytes.toString('utf8', this.start - 1, this.end + 1)
    return (JSON.parse(quoted) as string).toWellFormed()
  }

  /** Reads an object's key and its colon, into start, end, escaped. */
  key(): void {
    if (this.space() !== QUOTE) this.fail('a key in quotes')
    this.string()
    if (this.space() !== COLON) this.fail("':' after a key")
    this.at++
  }

  /** Reads the number at the cursor, rounded as JSON.parse rounds it. */
  number(): number {
    const { bytes } = this
    const from = this.at
    let at = from
    let byte = bytes[at]!
    const negative = byte === 45
    if (negative) byte = bytes[++at]!
    if (!isDigit(byte)) this.#failAt(at, 'a digit')
    const firstDigit = at
    let leading = 0
    let trailing = 0
    let count = 0
    let decimals = 0
    let point = 0
    for (;;) {
      if (isDigit(byte)) {
        if (count < LEADING_DIGITS) leading = leading * 10 + (byte - 48)
        else trailing = trailing * 10 + (byte - 48)
        if (count > 0 || byte !== 48) count++
        decimals += point
      } else if (byte === 46 && point === 0) {
        point = 1
        if (!isDigit(bytes[at + 1]!)) this.#failAt(at + 1, "a digit after '.'")
      } else break
      byte = bytes[++at]!
    }
    if (bytes[firstDigit] === 48 && isDigit(bytes[firstDigit + 1]!)) {
      this.#failAt(firstDigit + 1, 'no digit after a leading zero')
    }
    if (byte === 101 || byte === 69) return this.#exponent(from, at)
    this.at = at
    const value = decimalToDouble(leading, trailing, Math.max(0, count - LEADING_DIGITS), decimals)
    if (Number.isNaN(value)) return Number(bytes.toString('latin1', from, at))
    return negative ? -value : value
  }

  #exponent(from: number, exponentAt: number): number {
    let at = exponentAt + 1
    if (this.bytes[at] === 43 || this.bytes[at] === 45) at++
    if (!isDigit(this.bytes[at]!)) this.#failAt(at, 'a digit of the exponent')
    while (isDigit(this.bytes[at]!)) at++
    this.at = at
    return Number(this.bytes.toString('latin1', from, at))
  }

  /** What kind of value begins at the cursor, after white space. */
  kind(): JsonKind {
    // Most values are strings without white space before them.
    return this.bytes[this.at] === QUOTE ? 'string' : this.#kind()
  }

  #kind(): JsonKind {
    const byte = this.space()
    if (byte === QUOTE) return 'string'
    if (isDigit(byte) || byte === 45) return 'number'
    if (byte === OPEN_OBJECT) return 'object'
    if (byte === OPEN_LIST) return 'list'
    if (byte === 116 || byte === 102) return 'boolean'
    if (byte === 110) return 'null'
    return this.fail('a value')
  }

  /** Passes any value. Without recursion, so depth costs memory of a byte a level and no stack. */
  skip(): void {
    let depth = 0
    for (;;) {
      const kind = this.kind()
      if (kind === 'object' || kind === 'list') {
        const close = kind === 'object' ? CLOSE_OBJECT : CLOSE_LIST
        this.at++
        if (this.space() !== close) {
          this.#enter(depth++, kind === 'object' ? 1 : 0)
          if (kind === 'object') this.key()
          continue
        }
        this.at++
      } else this.#skipScalar(kind)
      depth = this.#leave(depth)
      if (depth === 0) return
    }
  }

  #enter(depth: number, isObject: number): void {
    if (depth >= this.#maxNesting) this.fail(`at most ${this.#maxNesting} levels of nesting`)
    if (depth === this.#nesting.length) {
      const wider = new Uint8Array(depth * 2)
      wider.set(this.#nesting)
      this.#nesting = wider
    }
    this.#nesting[depth] = isObject
  }

  /** After a value: closes what ends here, up to the next comma; answers the depth left. */
  #leave(from: number): number {
    let depth = from
    for (; depth > 0; depth--) {
      const isObject = this.#nesting[depth - 1] === 1
      const byte = this.space()
      if (byte === COMMA) {
        this.at++
        if (isObject) this.key()
        return depth
      }
      if (byte !== (isObject ? CLOSE_OBJECT : CLOSE_LIST)) {
        this.fail(isObject ? "',' or '}'" : "',' or ']'")
      }
      this.at++
    }
    return 0
  }

  #skipScalar(kind: JsonKind): void {
    if (kind === 'string') this.string()
    else if (kind === 'number') this.number()
    else if (kind === 'null') this.#word('null')
    else this.#word(this.bytes[this.at] === 116 ? 'true' : 'false')
  }

  #word(word: string): void {
    for (let i = 0; i < word.length; i++) {
      if (this.bytes[this.at + i] !== word.charCodeAt(i)) this.fail('a value')
    }
    this.at += word.length
  }

  /** True when the last string read is exactly this ASCII text (compare unescaped). */
  is(name: Uint8Array): boolean {
    if (this.end - this.start !== name.length) return false
    for (let i = 0; i < name.length; i++) if (this.bytes[this.start + i] !== name[i]) return false
    return true
  }

  #failAt(at: number, expected: string): never {
    this.at = Math.min(at, this.bytes.length)
    return this.fail(expected)
  }

  fail(expected: string): never {
    throw malformedJson(this, expected)
  }
}

/** After a backslash: " \ / b f n r t (u is checked apart). */
const ESCAPES: ReadonlySet<number> = new Set([34, 92, 47, 98, 102, 110, 114, 116])

function isDigit(byte: number): boolean {
  return byte >= 48 && byte <= 57
}

function isHex(byte: number): boolean {
  return isDigit(byte) || (byte >= 65 && byte <= 70) || (byte >= 97 && byte <= 102)
}
