import * as fc from 'fast-check'
import { expect, it } from 'vitest'

import { hashOf, mixWord } from './byte-hash.ts'
import { ByteTable } from './byte-table.ts'

const viewOf = (text: string) => {
  const { buffer, byteOffset, length } = Buffer.from(text)
  return new DataView(buffer, byteOffset, length)
}

/** Interns each text from where it stands in their concatenation. */
function internAll(texts: readonly string[]): { table: ByteTable; ids: number[] } {
  const table = new ByteTable(viewOf(texts.join('')))
  let at = 0
  const ids = texts.map((text) => {
    const end = at + Buffer.byteLength(text)
    const id = table.intern(at, end)
    at = end
    return id
  })
  return { table, ids }
}

it('gives equal texts one number, in the order they come', () => {
  const text = fc.oneof(fc.string({ maxLength: 3 }), fc.string({ unit: 'grapheme' }))
  fc.assert(
    fc.property(fc.array(text, { maxLength: 200 }), (texts) => {
      const { table, ids } = internAll(texts)
      const order = [...new Set(texts)]
      expect(ids).toEqual(texts.map((one) => order.indexOf(one)))
      expect(order.map((_, id) => table.text(id))).toEqual(order)
      expect(texts.map((one) => table.internText(one))).toEqual(ids)
    }),
  )
})

it('keeps its numbers while it grows', () => {
  const texts = Array.from({ length: 5000 }, (_, i) => `name ${i}`)
  const { table, ids } = internAll([...texts, ...texts])
  expect(ids).toEqual([...texts.keys(), ...texts.keys()])
  expect(table.text(4321)).toBe('name 4321')
})

it('keeps apart texts that were chosen to collide', () => {
  const chosen: string[] = []
  for (let i = 0; chosen.length < 300; i++) {
    const text = `key ${i}`
    if ((hashOf(viewOf(text), 0, text.length) & 1023) === 7) chosen.push(text)
  }
  const { table, ids } = internAll([...chosen, ...chosen])
  expect(ids).toEqual([...chosen.keys(), ...chosen.keys()])
  expect(chosen.map((_, id) => table.text(id))).toEqual(chosen)
})

it('keeps apart texts of equal hash', () => {
  const words = new Int32Array(4)
  const body = new DataView(words.buffer)
  // The second word of the second text is solved for: 0xdee13bb1 undoes the factor of the first step.
  const first = 0x61616161
  const other = 0x63636363
  const second = 0x62626262
  const before = mixWord(0, first) ^ mixWord(0, other)
  const solved = Math.imul(before ^ Math.imul(second, 0xcc9e2d51), 0xdee13bb1)
  const values = [first, second, other, solved]
  values.forEach((word, i) => body.setInt32(i * 4, word, true))
  expect(hashOf(body, 8, 16)).toBe(hashOf(body, 0, 8))
  const table = new ByteTable(body)
  expect([table.intern(0, 8), table.intern(8, 16), table.intern(0, 8)]).toEqual([0, 1, 0])
  expect([table.find(8, 16), table.find(0, 8), table.find(4, 12)]).toEqual([1, 0, -1])
})
