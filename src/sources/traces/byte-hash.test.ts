import * as fc from 'fast-check'
import { expect, it } from 'vitest'

import { hashOf } from './byte-hash.ts'
import { JsonCursor } from './json-cursor.ts'

const viewOf = ({ buffer, byteOffset, length }: Buffer) => new DataView(buffer, byteOffset, length)

it('is the same wherever the bytes stand, and is what a string is read with', () => {
  const text = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 20 }), fc.string())
  const around = fc.string({ maxLength: 9 })
  fc.assert(
    fc.property(text, around, around, (text, before, after) => {
      const alone = Buffer.from(text)
      const hash = hashOf(viewOf(alone), 0, alone.length)
      const start = Buffer.byteLength(before)
      const inside = Buffer.from(before + text + after)
      expect(hashOf(viewOf(inside), start, start + alone.length)).toBe(hash)
      const cursor = new JsonCursor(Buffer.from(`${JSON.stringify(text)}${after}`), 1)
      const read = cursor.stringHash()
      // What is escaped is hashed as it is written.
      expect(read).toBe(hashOf(cursor.view, cursor.start, cursor.end))
      if (!cursor.escaped) expect(read).toBe(hash)
      expect(cursor.text()).toBe(text.toWellFormed())
    }),
    { numRuns: 1000 },
  )
})

it('tells texts apart that differ by zeros, by one byte, or by order', () => {
  const texts = ['', '\0', '\0\0', 'a', 'a\0', 'a\0\0\0', 'b', 'ab', 'ba', 'abcd', 'abcd\0', 'cdab']
  const hashes = texts.map((text) => hashOf(viewOf(Buffer.from(text)), 0, text.length))
  expect(new Set(hashes).size).toBe(texts.length)
})

it('spreads numbered names over a table', () => {
  const slots = new Set<number>()
  for (let i = 0; i < 4096; i++) {
    const name = Buffer.from(`GET /api/v1/op/${i}`)
    slots.add(hashOf(viewOf(name), 0, name.length) & 8191)
  }
  // By chance 8192·(1 − e^(−1/2)) = 3223 slots are taken, with a standard deviation of 27.
  expect(slots.size).toBeGreaterThan(3223 - 5 * 27)
})
