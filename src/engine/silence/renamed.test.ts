import { describe, expect, it } from 'vitest'

import { renamedTo } from './renamed.ts'

const other = { job: 'api', code: '500', handler: '/x' }

describe('renamedTo', () => {
  it('tells a label that has another name', () => {
    const before = [{ job: 'api', handler: '/pay' }]
    const now = [{ job: 'api', path: '/pay' }]
    expect(renamedTo({ job: 'api', handler: '/pay' }, { before, now })).toEqual({
      appeared: ['path'],
      insteadOf: ['handler'],
    })
  })

  it('tells a label that was dropped, and one that was added', () => {
    const signal = { job: 'api' }
    const plain = [{ job: 'api' }]
    const zoned = [{ job: 'api', zone: 'x' }]
    expect(renamedTo(signal, { before: zoned, now: plain })).toEqual({
      appeared: [],
      insteadOf: ['zone'],
    })
    expect(renamedTo(signal, { before: plain, now: zoned })).toEqual({
      appeared: ['zone'],
      insteadOf: [],
    })
  })

  it('tells the one value that changed, from the nearest of what is new', () => {
    const gone = { job: 'api', code: '200', handler: '/pay' }
    const near = { ...gone, code: '2xx' }
    const far = { job: 'api', code: '5xx', handler: '/y' }
    const series = { before: [gone, other], now: [far, near, other] }
    expect(renamedTo({ job: 'api', code: '200' }, series)).toEqual({
      appeared: ['code="2xx"'],
      insteadOf: ['code="200"'],
    })
  })

  it('says nothing where nothing appeared, or nothing is gone, or all is different', () => {
    const gone = { job: 'api', code: '200', handler: '/pay' }
    expect(renamedTo(gone, { before: [gone, other], now: [other] })).toBeUndefined()
    expect(renamedTo(gone, { before: [gone], now: [gone, other] })).toBeUndefined()
    expect(renamedTo(gone, { before: [gone], now: [other] })).toBeUndefined()
  })
})
