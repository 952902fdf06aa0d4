import { byte, type ByteReader, type Parse } from './byte-reader.ts'

/** Label sets, error texts and keys; far above anything a server sends in good faith. */
export const MAX_VALUE = 1 << 20

/** Reads an object; `readField` must consume the value of each key. Key order does not matter. */
export function* readObject(
  reader: ByteReader,
  readField: (key: string) => Parse<void>,
): Parse<void> {
  yield* reader.expect(byte.openBrace)
  if ((yield* reader.peek()) === byte.closeBrace) return void reader.at++
  for (;;) {
    const key = yield* reader.text(MAX_VALUE)
    yield* reader.expect(byte.colon)
    yield* readField(key)
    if (yield* atClose(reader, byte.closeBrace)) return
  }
}

/** Reads an array, or `null` as an empty one; `readItem` must consume one item. */
export function* readArray(reader: ByteReader, readItem: () => Parse<void>): Parse<void> {
  if (yield* isNull(reader)) return
  yield* reader.expect(byte.openBracket)
  if ((yield* reader.peek()) === byte.closeBracket) return void reader.at++
  do yield* readItem()
  while (!(yield* atClose(reader, byte.closeBracket)))
}

/** Consumes `null` if that is what stands here: Go writes an empty list so. */
export function* isNull(reader: ByteReader): Parse<boolean> {
  if ((yield* reader.peek()) !== 110) return false
  yield* reader.value(MAX_VALUE)
  return true
}

/** Consumes the comma before the next entry (false) or the closing bracket (true). */
export function* atClose(reader: ByteReader, close: number): Parse<boolean> {
  const code = yield* reader.peek()
  if (code !== byte.comma && code !== close)
    throw reader.damaged(`"," or "${String.fromCharCode(close)}"`)
  reader.at++
  return code === close
}
