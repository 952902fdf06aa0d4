import { expect, it } from 'vitest'

import { hashOf } from './byte-hash.ts'
import { ByteTable } from './byte-table.ts'
import { IdColumn } from './id-column.ts'

const ROWS = 5000
const texts = Array.from({ length: ROWS }, (_, row) => `id ${row % 700}`.padEnd(6))
const bytes = Buffer.from(texts.join(''))
const body = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)

function idAt(row: number) {
  const start = row * 6
  return { hash: hashOf(body, start, start + 6), start, length: 6 }
}

it('numbers ids over many batches and keeps what was known or is none', () => {
  const column = new IdColumn(new ByteTable(body), 1)
  const expected = texts.map((_, row) => {
    if (row % 10 === 3) {
      column.add({ hash: 0, start: 0, length: 0 })
      return 0
    }
    if (row % 10 === 4) {
      column.add({ hash: 0, start: 4_000_000_000, length: 0 })
      return 4_000_000_000
    }
    column.add(idAt(row))
    return texts[row]!
  })
  const numbers = column.finish()
  const numberOf = new Map<string, number>()
  for (const text of expected)
    if (typeof text === 'string' && !numberOf.has(text)) numberOf.set(text, numberOf.size + 1)
  expect([...numbers]).toEqual(
    expected.map((one) => (typeof one === 'string' ? numberOf.get(one) : one)),
  )
})

it.each([0, 1, 1023, 1024, 1025, 4000])('begins after %i rows without an id', (rows) => {
  const column = new IdColumn(new ByteTable(body), 1)
  column.skip(rows)
  for (let row = 0; row < 3; row++) column.add(idAt(row))
  expect([...column.finish()]).toEqual([...Array<number>(rows).fill(0), 1, 2, 3])
})
