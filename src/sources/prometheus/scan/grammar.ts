import { byte, type ByteReader, type Parse } from './byte-reader.ts'

/** Label sets, error texts and keys; far above anything a server sends in good faith. */
export const MAX_VALUE = 1 << 20

const LETTER_N = 110

/** `enough` ends the reading there: the rest of the answer is not wanted. */
export type Flow = 'on' | 'enough'

/** Reads an object; `readField` must consume the value of each key. Key order does not matter. */
export function* readObject(
  reader: ByteReader,
  readField: (key: string) => Parse<Flow>,
): Parse<Flow> {
  yield* reader.expect(byte.openBrace)
  if (yield* reader.take(byte.closeBrace)) return 'on'
  do {
    const key = yield* reader.text(MAX_VALUE)
    yield* reader.expect(byte.colon)
    if ((yield* readField(key)) === 'enough') return 'enough'
  } while (yield* reader.take(byte.comma))
  yield* reader.expect(byte.closeBrace)
  return 'on'
}

/** Reads an array, or `null` as an empty one (Go writes so); `readItem` must consume one item. */
export function* readArray(reader: ByteReader, readItem: () => Parse<Flow>): Parse<Flow> {
  if ((yield* reader.peek()) === LETTER_N) {
    yield* reader.value(MAX_VALUE)
    return 'on'
  }
  yield* reader.expect(byte.openBracket)
  if (yield* reader.take(byte.closeBracket)) return 'on'
  do if ((yield* readItem()) === 'enough') return 'enough'
  while (yield* reader.take(byte.comma))
  yield* reader.expect(byte.closeBracket)
  return 'on'
}
