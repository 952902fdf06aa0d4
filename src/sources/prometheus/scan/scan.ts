import { ByteReader, type Parse } from './byte-reader.ts'

/** A parse under way, fed by chunks. */
export interface Scan<T> {
  /** Takes a chunk; false when the rest of the answer is not wanted. Throws on damage. */
  push(chunk: Uint8Array): boolean
  /** Says that there is no more, and answers what was read. */
  finish(): T
}

/** Drives `parse` over an answer that comes in chunks; `who` answers, for messages. */
export function createScan<T>(who: string, parse: (reader: ByteReader) => Parse<T>): Scan<T> {
  const reader = new ByteReader(who)
  const parsing = parse(reader)
  let step: IteratorResult<void, T> | undefined
  return {
    push(chunk) {
      if (step?.done || chunk.length === 0) return !step?.done
      reader.append(chunk)
      step = parsing.next()
      return !step.done
    },
    finish() {
      reader.ended = true
      while (!step?.done) step = parsing.next()
      return step.value
    },
  }
}
