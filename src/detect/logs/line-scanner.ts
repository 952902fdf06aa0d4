import * as is from './characters.ts'
import { hashCharacter, hashSequence, hashText, MASK } from './sequence-hash.ts'

/** Characters of a line that are looked at, and tokens kept of them; the rest does not count. */
const MAX_LENGTH = 8192
const MAX_TOKENS = 128

const COMMA = hashCharacter(44)
const COLON = hashCharacter(58)
/** Letters alone that are as long as this and all hexadecimal are an id. */
const HEX_ID = 8

const DATE_WORDS = new Set(
  'Mon Tue Wed Thu Fri Sat Sun Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'
    .split(' ')
    .map((word) => hashText(word, 0, word.length)),
)

/** Bracket that closes -> hash of the one that opens it. */
const OPENED_BY = new Map([
  [41, hashCharacter(40)],
  [93, hashCharacter(91)],
  [125, hashCharacter(123)],
])

/**
 * Splits a line into tokens and masks what varies, in one pass without regular expressions and
 * without making strings: `hashes[0 … count)` with their places in the line. Variable are words
 * with digits, addresses and paths, long hexadecimal words, names with two dots, and names of days
 * and months; neighbouring variables are one, and so is a list of them; empty brackets count as
 * filled ones. Memory: three arrays of 128 numbers.
 */
export class LineScanner {
  count = 0
  readonly hashes = new Int32Array(MAX_TOKENS)
  readonly starts = new Int32Array(MAX_TOKENS)
  readonly ends = new Int32Array(MAX_TOKENS)
  #line = ''
  /** Where the line ends for us: at a line break, for the first line of a stack trace tells most. */
  #length = 0

  /** Returns the hash of the whole masked sequence. */
  scan(line: string): number {
    const lineBreak = line.indexOf('\n')
    this.#line = line
    this.#length = Math.min(lineBreak > 0 ? lineBreak : line.length, MAX_LENGTH)
    this.count = 0
    let at = 0
    while (at < this.#length && this.count < MAX_TOKENS - 2) at = this.#token(at)
    return hashSequence(this.hashes, this.count)
  }

  /** Takes the token at `at`; returns where the next one may begin. */
  #token(at: number): number {
    const code = this.#line.charCodeAt(at)
    if (code < 128) {
      const meaning = is.MEANING[code]!
      if (meaning & is.SPACE) return at + 1
      if (meaning & is.SPLIT) return this.#punctuation(at, code)
      if (code === 47) {
        const end = this.#addressEnd(at)
        if (end - at > 2) return this.#variable(at, end)
      }
      return this.#word(at)
    }
    if (is.isDensePunctuation(code)) return this.#punctuation(at, code)
    return is.isDense(code) || is.isWideDigit(code) ? this.#denseWord(at) : this.#word(at)
  }

  #punctuation(at: number, code: number): number {
    // `f()` and `f(x)` are calls of the same thing.
    const opening = OPENED_BY.get(code)
    if (opening !== undefined && this.hashes[this.count - 1] === opening && this.count > 0)
      this.#variable(at, at)
    this.#push(hashCharacter(code), at, at + 1)
    return at + 1
  }

  #word(at: number): number {
    const line = this.#line
    let digits = 0
    let letters = 0
    let others = 0
    let slashes = 0
    let dots = 0
    let end = at
    for (; end < this.#length; end++) {
      const code = line.charCodeAt(end)
      if (code >= 128) {
        if (is.isDense(code) || is.isDensePunctuation(code) || is.isWideDigit(code)) break
        letters++
        others++
        continue
      }
      const meaning = is.MEANING[code]!
      if (meaning & (is.SPACE | is.SPLIT)) break
      if (meaning & is.DIGIT) digits++
      else if (meaning & is.LETTER) letters++
      else if (code === 47) slashes++
      else if (code === 46) dots++
      else if (code === 58 && line.charCodeAt(end + 1) === 47 && line.charCodeAt(end + 2) === 47)
        return this.#variable(at, this.#addressEnd(end))
      if (!(meaning & is.HEX_LETTER)) others++
    }
    const stop = this.#withoutTail(at, end)
    const varies =
      digits > 0 ||
      (slashes > 0 && (slashes > 1 || line.charCodeAt(at) === 47)) ||
      (dots > 1 && letters > 0 && stop === end && !isThrowable(line, end)) ||
      (others === 0 && letters >= HEX_ID)
    if (varies) this.#variable(at, stop)
    else this.#constant(at, stop)
    const ending = line.charCodeAt(end - 1) === 58 && stop < end
    if (ending) this.#push(COLON, end - 1, end)
    return end
  }

  #constant(at: number, end: number): void {
    const hash = hashText(this.#line, at, end)
    if (end - at === 3 && DATE_WORDS.has(hash)) this.#variable(at, end)
    else this.#push(hash, at, end)
  }

  #denseWord(at: number): number {
    const wide = is.isWideDigit(this.#line.charCodeAt(at))
    let end = at + 1
    for (; end < this.#length; end++) {
      const code = this.#line.charCodeAt(end)
      // The second half of a character beyond the basic plane belongs to its first.
      const low = code >= 0xdc00 && code <= 0xdfff
      if (wide ? !is.isWideDigit(code) : !low && !is.isDense(code)) break
      if (!wide && is.isDensePunctuation(code)) break
    }
    if (wide) this.#variable(at, end)
    else this.#push(hashText(this.#line, at, end), at, end)
    return end
  }

  /** A word's end without the colon, full stop or the like that follows it. */
  #withoutTail(at: number, end: number): number {
    let stop = end
    while (stop > at + 1) {
      const code = this.#line.charCodeAt(stop - 1)
      if (code > 127 || !(is.MEANING[code]! & is.TAIL)) break
      stop--
    }
    return stop
  }

  #addressEnd(at: number): number {
    let end = at
    for (; end < this.#length; end++) {
      const code = this.#line.charCodeAt(end)
      if (code < 128 ? is.MEANING[code]! & is.ENDS_ADDRESS : is.isDense(code)) break
    }
    return end
  }

  #variable(at: number, end: number): number {
    const last = this.count - 1
    if (last >= 0 && this.hashes[last] === MASK) this.ends[last] = end
    else if (last >= 1 && isSeparator(this.hashes[last]!) && this.hashes[last - 1] === MASK) {
      this.count--
      this.ends[last - 1] = end
    } else this.#push(MASK, at, end)
    return end
  }

  #push(hash: number, start: number, end: number): void {
    this.hashes[this.count] = hash
    this.starts[this.count] = start
    this.ends[this.count] = end
    this.count++
  }
}

/** What stands between the items of a list of variables. */
export function isSeparator(hash: number): boolean {
  return hash === COMMA || hash === COLON
}

/** The full name of an exception is what a line is about, however many dots it has. */
function isThrowable(line: string, end: number): boolean {
  return line.endsWith('Exception', end) || line.endsWith('Error', end)
}
