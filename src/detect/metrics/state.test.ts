import { describe, expect, it } from 'vitest'
import { normalNoise, seriesOf } from '../../../test/series.ts'
import { judgeSeries } from './judge-series.ts'
import type { SignalProfile } from './profile.ts'
import {
  createBank,
  createDetectorState,
  decodeState,
  encodeState,
  STATE_BYTES,
  stateInBank,
} from './state.ts'

const profile: SignalProfile = { bad: 'both', role: 'level', unit: 'none', step: 60 }
const learned = () => judgeSeries(seriesOf(normalNoise(500)), profile).state

describe('detector state', () => {
  it('takes at most 4 KB a signal', () => {
    expect(STATE_BYTES).toBeLessThanOrEqual(4096)
  })

  it('comes back from its bytes as it was', () => {
    const state = learned()
    const back = decodeState(encodeState(state))
    expect(back?.bytes).toEqual(state.bytes)
    expect(back?.bytes.some((byte) => byte !== 0)).toBe(true)
  })

  it('comes back from bytes that lie unaligned in a larger buffer', () => {
    const encoded = encodeState(learned())
    const shelf = new Uint8Array(encoded.length + 3)
    shelf.set(encoded, 3)
    expect(decodeState(shelf.subarray(3))?.bytes).toEqual(learned().bytes)
  })

  it('is not read from damaged, cut, foreign or differently versioned bytes', () => {
    const encoded = encodeState(learned())
    for (const place of [0, 5, 9, 13, 16, encoded.length - 1]) {
      const damaged = encoded.slice()
      damaged[place]! ^= 1
      expect(decodeState(damaged)).toBeUndefined()
    }
    expect(decodeState(encoded.subarray(0, -1))).toBeUndefined()
    expect(decodeState(new Uint8Array())).toBeUndefined()
  })

  it('lies in a bank without touching its neighbours', () => {
    const bank = createBank(3)
    judgeSeries(seriesOf(normalNoise(500)), profile, stateInBank(bank, 1))
    expect(stateInBank(bank, 1).bytes).toEqual(learned().bytes)
    expect(stateInBank(bank, 0).bytes).toEqual(createDetectorState().bytes)
    expect(stateInBank(bank, 2).bytes).toEqual(createDetectorState().bytes)
  })
})
