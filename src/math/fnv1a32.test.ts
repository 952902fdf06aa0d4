import { describe, expect, it } from 'vitest'

import { fnv1a32 } from './fnv1a32.ts'

describe('fnv1a32', () => {
  // From the test vectors of the authors: http://www.isthe.com/chongo/tech/comp/fnv/
  it.each([
    ['', 0x811c9dc5],
    ['a', 0xe40c292c],
    ['foobar', 0xbf9cf968],
  ])('of %j', (text, expected) => {
    expect(fnv1a32(new TextEncoder().encode(text))).toBe(expected)
  })
})
