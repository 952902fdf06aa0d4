import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { PairTable } from './pair-table.ts'

describe('PairTable', () => {
  it('numbers pairs as a Map of texts would', () => {
    const pair = fc.tuple(fc.nat(8), fc.oneof(fc.nat(8), fc.nat(0xffffffff)))
    fc.assert(
      fc.property(fc.array(pair, { maxLength: 200 }), (pairs) => {
        const table = new PairTable(1)
        const known = new Map<string, number>()
        for (const [first, second] of pairs) {
          const key = `${first} ${second}`
          expect(table.find(first, second)).toBe(known.get(key) ?? -1)
          if (!known.has(key)) known.set(key, known.size)
          expect(table.intern(first, second)).toBe(known.get(key))
        }
        expect(table.size).toBe(known.size)
        for (const [key, id] of known) {
          expect(`${table.firstOf(id)} ${table.secondOf(id)}`).toBe(key)
        }
      }),
    )
  })
})
