import { expect, it } from 'vitest'

import { createDetectorState, encodeState } from '../detect/metrics/state.ts'
import { signalOf } from '../discover/signal.ts'
import type { Query } from '../model/signal.ts'
import type { MetricsSource } from '../sources/source.ts'
import { Watch } from './watch.ts'

const query: Query = {
  id: 'q1',
  expr: 'queue_length',
  metric: 'queue_length',
  title: 'queue length',
  role: 'level',
  unit: 'count',
  bad: 'up',
  entityLabels: ['job'],
}
const signals = ['a', 'b', 'c'].map((job) => signalOf(query, { job }))

function newWatch(capacity = 10): Watch {
  const watch = new Watch({
    source: {} as MetricsSource,
    pool: { run: () => Promise.reject(new Error('not asked')) },
    step: 60,
    window: 120,
    scrapeInterval: 15,
    capacity,
  })
  watch.watch({ queries: [query], estimatedSignals: 3 }, () => true)
  return watch
}

const state = (timestamp: number, signal: number, bytes?: Uint8Array) => ({
  signalId: signals[signal]!.id,
  timestamp,
  bytes: bytes ?? encodeState(createDetectorState()),
})

it('goes on where the states were saved', () => {
  const watch = newWatch()
  expect(watch.restore(signals, [state(6000, 0), state(6000, 1), state(6000, 2)])).toBe(3)
  expect(watch.queries[0]!.judgedUntil).toBe(6000)
})

it('does not go back to when a signal was given up', () => {
  const watch = newWatch()
  expect(watch.restore(signals, [state(600, 0), state(6000, 1), state(6000, 2)])).toBe(2)
  expect(watch.queries[0]!.judgedUntil).toBe(6000)
  expect(watch.table.slotOf(signals[0]!.id)).toBeUndefined()
})

it('takes up no more than it has room for', () => {
  const watch = newWatch(2)
  expect(watch.restore(signals, [state(6000, 0), state(6000, 1), state(6000, 2)])).toBe(2)
})

it('learns anew what cannot be read', () => {
  const watch = newWatch()
  const states = [state(6000, 0), state(6000, 1, new Uint8Array(8))]
  expect(watch.restore(signals, states)).toBe(0)
  expect(watch.queries[0]!.judgedUntil).toBeUndefined()
})

const asked = (...queries: Query[]) => ({ queries, estimatedSignals: 3 })

it('gives the series of a query the limit that its rule has now, and keeps what was learned', () => {
  const watch = newWatch()
  watch.restore(signals, [state(6000, 0), state(6000, 1), state(6000, 2)])
  const limit = { value: 5, direction: 'up', means: 'A fires', source: 'rule' } as const
  for (const now of [limit, { ...limit, value: 7 }, undefined]) {
    const gone = watch.watch(asked(now ? { ...query, limit: now } : query), () => true)
    expect(gone).toEqual([])
    expect(watch.queries[0]).toMatchObject({ judgedUntil: 6000, slots: [0, 1, 2] })
    expect(watch.queries[0]!.query.limit).toEqual(now)
    expect(watch.table.signals.map((signal) => signal.limit)).toEqual([now, now, now])
  }
})

it('gives up the series of a rule that is gone, and lets those of a metric linger', () => {
  const other = { ...query, id: 'q2', expr: 'other_length' }
  const ruled = { ...query, id: 'queue_length:rule-0123456789abcdef' }
  const left = [query, ruled].map((one) => {
    const watch = newWatch()
    watch.watch(asked(one), () => true)
    const own = ['a', 'b'].map((job) => signalOf(one, { job }))
    const states = own.map(({ id }) => ({ ...state(6000, 0), signalId: id }))
    expect(watch.restore(own, states)).toBe(2)
    return watch.watch(asked(other), () => true).length
  })
  expect(left).toEqual([0, 2])
})
