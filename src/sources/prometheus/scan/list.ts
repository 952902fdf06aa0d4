import type { ByteReader, Parse } from './byte-reader.ts'
import { readEnvelope } from './envelope.ts'
import { MAX_VALUE, readArray, type Flow } from './grammar.ts'

/** Reads an answer whose data is a list; stops reading, and says so, when `limit` is passed. */
export function* readList(
  reader: ByteReader,
  limit: number,
): Parse<{ items: unknown[]; truncated: boolean }> {
  const items: unknown[] = []
  let truncated = false
  yield* readEnvelope(reader, () =>
    readArray(reader, function* readItem(): Parse<Flow> {
      const item = yield* reader.value(MAX_VALUE)
      truncated = items.length >= limit
      if (truncated) return 'enough'
      items.push(item)
      return 'on'
    }),
  )
  return { items, truncated }
}

/** Reads an answer whose data is one document of at most `limit` bytes. */
export function* readDocument(reader: ByteReader, limit: number): Parse<unknown> {
  let document: unknown
  yield* readEnvelope(reader, function* readData() {
    document = yield* reader.value(limit)
    return 'on'
  })
  return document
}
