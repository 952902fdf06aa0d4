import { isSeparator, type LineScanner } from './line-scanner.ts'
import { hashSequence, MASK } from './sequence-hash.ts'

/** One token of a template. */
export interface Token {
  readonly hash: number
  readonly text: string
  /** Stood behind white space. */
  readonly gap: boolean
}

const WILDCARD = '<*>'
const HAS_LETTER = /[a-zA-Z\u0080-\uffff]/

/** The tokens of the line that was scanned last. */
export function tokensOf(scanner: LineScanner, line: string): Token[] {
  return Array.from({ length: scanner.count }, (_, i) => {
    const hash = scanner.hashes[i]!
    const start = scanner.starts[i]!
    return {
      hash,
      text: hash === MASK ? WILDCARD : line.slice(start, scanner.ends[i]),
      gap: start > 0 && line.charCodeAt(start - 1) <= 32,
    }
  })
}

/** Words that may turn out to be variable. */
export function isWord({ hash, text }: Token): boolean {
  return hash !== MASK && HAS_LETTER.test(text)
}

/** The same tokens with one of them masked, and neighbouring variables joined as the scanner does. */
export function maskToken(tokens: readonly Token[], position: number): Token[] {
  const out: Token[] = []
  tokens.forEach((token, i) => {
    const one = i === position ? { hash: MASK, text: WILDCARD, gap: token.gap } : token
    if (one.hash !== MASK || !joinsBefore(out)) out.push(one)
  })
  return out
}

/** Whether a variable that follows melts into the one before it; takes a list's separator away. */
function joinsBefore(out: Token[]): boolean {
  const last = out.length - 1
  if (out[last]?.hash === MASK) return true
  if (last < 1 || out[last - 1]!.hash !== MASK || !isSeparator(out[last]!.hash)) return false
  out.pop()
  return true
}

const scratch = new Int32Array(512)

export function hashTokens(tokens: readonly Token[]): number {
  tokens.forEach((token, i) => (scratch[i] = token.hash))
  return hashSequence(scratch, tokens.length)
}

/** The hash of `maskToken(tokens, position)` together with the position, without making it. */
export function hashMasked(tokens: readonly Token[], position: number): number {
  let count = 0
  for (let i = 0; i < tokens.length; i++) {
    const hash = i === position ? MASK : tokens[i]!.hash
    if (hash === MASK && count > 0) {
      if (scratch[count - 1] === MASK) continue
      if (count > 1 && scratch[count - 2] === MASK && isSeparator(scratch[count - 1]!)) {
        count--
        continue
      }
    }
    scratch[count++] = hash
  }
  scratch[count++] = position
  return hashSequence(scratch, count)
}

/** The template for people: words as they stood, variables as `<*>`. */
export function sayTemplate(tokens: readonly Token[]): string {
  return tokens.map(({ text, gap }, i) => (gap && i > 0 ? ` ${text}` : text)).join('')
}
