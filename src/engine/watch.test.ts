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
