import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { fnv1a64 } from './fnv1a.ts'

test('gives the published vectors', () => {
  expect(fnv1a64('')).toBe('cbf29ce484222325')
  expect(fnv1a64('a')).toBe('af63dc4c8601ec8c')
  expect(fnv1a64('foobar')).toBe('85944171f73967e8')
})

function oracle(text: string): string {
  let hash = 0xcbf29ce484222325n
  for (const byte of new TextEncoder().encode(text))
    hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n)
  return hash.toString(16).padStart(16, '0')
}

test('agrees with plain 64-bit integers', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(fnv1a64(text)).toBe(oracle(text))
    }),
  )
})
