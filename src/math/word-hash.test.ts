import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { wordHash } from './word-hash.ts'

const content = fc.uint32Array({ minLength: 1, maxLength: 40 })

describe('hash of words', () => {
  it('tells any change within one word', () => {
    fc.assert(
      fc.property(content, fc.nat(), fc.integer({ min: 1, max: 0xffff_ffff }), (words, at, by) => {
        const damaged = words.slice()
        damaged[at % words.length]! ^= by
        expect(wordHash(damaged)).not.toBe(wordHash(words))
      }),
    )
  })

  it('tells two neighbours that changed places', () => {
    fc.assert(
      fc.property(content, fc.nat(), (words, at) => {
        const i = at % words.length
        const j = (i + 1) % words.length
        fc.pre(words[i] !== words[j])
        const swapped = words.slice()
        swapped[i] = words[j]!
        swapped[j] = words[i]!
        expect(wordHash(swapped)).not.toBe(wordHash(words))
      }),
    )
  })

  it('is an unsigned number of 32 bits that depends on the content alone', () => {
    fc.assert(
      fc.property(content, (words) => {
        const sum = wordHash(words)
        expect(sum).toBe(sum >>> 0)
        const shelf = new Uint32Array(words.length + 3)
        shelf.set(words, 3)
        expect(wordHash(shelf.subarray(3))).toBe(sum)
      }),
    )
    expect(wordHash(Uint32Array.of(0))).not.toBe(wordHash(Uint32Array.of(0, 0)))
  })
})
