import { describe, expect, it } from 'vitest'

import type { Query } from '../model/signal.ts'
import { SignalTable, type WatchedQuery } from './signal-table.ts'

const query: Query = {
  id: 'q',
  expr: 'sum by (job) (up)',
  metric: 'up',
  title: 'up',
  role: 'availability',
  unit: 'ratio',
  bad: 'down',
  entityLabels: ['job'],
}

function watched(): WatchedQuery {
  return { query, slots: [], judgedUntil: undefined, failure: undefined }
}

describe('SignalTable', () => {
  it('gives a series the same slot in every cycle, whatever the order of its labels', () => {
    const table = new SignalTable(10)
    const one = watched()
    expect(table.slotOfSeries(one, { job: 'a', zone: 'x' })).toBe(0)
    expect(table.slotOfSeries(one, { job: 'b' })).toBe(1)
    expect(table.slotOfSeries(one, { zone: 'x', job: 'a' })).toBe(0)
    expect(one.slots).toEqual([0, 1])
  })

  it('counts what does not fit instead of growing', () => {
    const table = new SignalTable(1)
    const one = watched()
    table.slotOfSeries(one, { job: 'a' })
    expect(table.slotOfSeries(one, { job: 'b' })).toBeUndefined()
    expect(table.slotOfSeries(one, { job: 'b' })).toBeUndefined()
    expect(table.refused).toBe(1)
  })

  it('gives the slot of a retired signal to the next new one', () => {
    const table = new SignalTable(1)
    const one = watched()
    table.slotOfSeries(one, { job: 'a' })
    table.retire(0)
    expect(table.live).toEqual([])
    expect(table.slotOfSeries(one, { job: 'b' })).toBe(0)
    expect(table.live.map(({ service }) => service)).toEqual(['b'])
  })
})
