import type { JsonCursor } from '../traces/json-cursor.ts'
import { wordAt } from './json-fields.ts'
import type { ByteDictionary } from './byte-dictionary.ts'
import type { UnixNanos } from './unix-nanos.ts'

/** By the number that OTLP gives them; in JSON either may be written. */
export const KINDS = [
  'SPAN_KIND_UNSPECIFIED',
  'SPAN_KIND_INTERNAL',
  'SPAN_KIND_SERVER',
  'SPAN_KIND_CLIENT',
  'SPAN_KIND_PRODUCER',
  'SPAN_KIND_CONSUMER',
] as const
export const STATUS_CODES = ['STATUS_CODE_UNSET', 'STATUS_CODE_OK', 'STATUS_CODE_ERROR'] as const

/** Value of a hexadecimal digit by its byte, 16 for other bytes. */
const HEX = Uint8Array.from({ length: 256 }, (_, byte) => {
  const digit = '0123456789abcdef'.indexOf(String.fromCharCode(byte).toLowerCase())
  return digit < 0 ? 16 : digit
})

/**
 * Reads the id at the cursor into `words`, eight hexadecimal digits a word. False when it is not
 * just as many digits as the words hold; `null` and '' are an id of zeros.
 */
export function readHexId(cursor: JsonCursor, words: Int32Array): boolean {
  words.fill(0)
  const kind = cursor.kind()
  if (kind !== 'string') {
    cursor.skip()
    return kind === 'null'
  }
  cursor.string()
  const { bytes, start, end, escaped } = cursor
  if (start === end) return true
  if (escaped || end - start !== words.length * 8) return false
  let bits = 0
  for (let i = 0; i < words.length; i++) {
    let word = 0
    for (let at = start + i * 8; at < start + i * 8 + 8; at++) {
      const digit = HEX[bytes[at]!]!
      bits |= digit
      word = (word << 4) | digit
    }
    words[i] = word
  }
  return bits < 16
}

/** Reads nanoseconds since 1970, as text or number, into `time`; 0 for what is no such time. */
export function readTime(cursor: JsonCursor, time: UnixNanos): void {
  const kind = cursor.kind()
  let isTime = false
  if (kind === 'string') {
    cursor.string()
    isTime = time.setDecimal(cursor.bytes, cursor.start, cursor.end)
  } else if (kind === 'number') {
    const from = cursor.at
    const value = cursor.number()
    isTime =
      time.setDecimal(cursor.bytes, from, cursor.at) ||
      (Number.isInteger(value) && setDecimalText(time, String(BigInt(value))))
  } else cursor.skip()
  if (!isTime) time.clear()
}

function setDecimalText(time: UnixNanos, text: string): boolean {
  return time.setDecimal(Buffer.from(text), 0, text.length)
}

/** Reads one of the names, or its number; 0 for anything else. */
export function readEnum(cursor: JsonCursor, names: ByteDictionary): number {
  const kind = cursor.kind()
  if (kind === 'number') {
    const value = cursor.number()
    return Number.isInteger(value) && value >= 0 ? value : 0
  }
  if (kind !== 'string') {
    cursor.skip()
    return 0
  }
  cursor.string()
  return Math.max(0, wordAt(cursor, names))
}
