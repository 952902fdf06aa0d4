import { describe, expect, it } from 'vitest'

import { createEntityState, decodeEntityState, encodeEntityState } from './state.ts'

describe('the state of an entity', () => {
  it('takes the memory it says', () => {
    expect(createEntityState(38).bytes.length).toBeLessThan(22_000)
    expect(createEntityState(100).bytes.length).toBeLessThan(95_000)
  })

  it('is refused when a byte is wrong, when it is cut off, or when it is of something else', () => {
    const encoded = encodeEntityState(createEntityState(3))
    expect(decodeEntityState(encoded)?.columns).toBe(3)
    for (const at of [0, 5, 9, 13, 200]) {
      const damaged = encoded.slice()
      damaged[at]! ^= 4
      expect(decodeEntityState(damaged)).toBeUndefined()
    }
    expect(decodeEntityState(encoded.subarray(0, 100))).toBeUndefined()
    expect(decodeEntityState(new Uint8Array())).toBeUndefined()
  })

  it('has a limit of columns', () => {
    expect(() => createEntityState(257)).toThrow(/over the limit of 256/)
  })
})
