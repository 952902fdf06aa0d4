import * as fc from 'fast-check'
import { expect, it } from 'vitest'

import { hashOf } from './byte-hash.ts'
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
