import { expect, it } from 'vitest'

import { createRandom } from '../../math/random.ts'
import type { ReceivedSpans } from '../../model/span.ts'
import type { StoredOperation, CycleRecord, ModelState } from '../../store/store.ts'
import { answering } from '../jobs/answer.ts'
import { judgeFrame } from '../jobs/judge-job.ts'
import { analyzeTraceBody } from '../jobs/trace-job.ts'
import { Rulebook } from '../overrides/rulebook.ts'
import type { Noticed } from '../watch.ts'
import { Operations } from './operations.ts'
import { receivedSpans, type TestSpan } from './spans.fixture.ts'

/** 2025-11-24T00:00:00Z, a Monday. */
const MONDAY = 1_763_942_400

function storeOf() {
  const operations = new Map<string, StoredOperation>()
  let record: CycleRecord = {}
  return {
    operations,
    loadOperations: async (limit: number) => [...operations.values()].slice(0, limit),
    saveOperations: async (saved: readonly StoredOperation[]) => {
      for (const one of saved) operations.set(one.id, one)
    },
    saveCycle: async (saved: CycleRecord) => {
      record = { ...record, ...saved }
    },
    loadStates: async (): Promise<ModelState[]> => [...(record.states ?? [])],
    listSignals: async () => ({ items: [...(record.signals ?? [])], next: null }),
  }
}

const judge = answering(judgeFrame)
const pool = { run: async <T>(_name: string, task: unknown) => judge(task as never) as T }

function world(start: number, store = storeOf()) {
  const clock = { time: start, now: () => clock.time, wait: async () => undefined }
  const operations = new Operations({ store, pool, clock, dryRun: false })
  const noticed: Noticed[] = []
  return {
    clock,
    operations,
    store,
    noticed,
    /** Lets minutes pass; each sends its spans, and is judged half a minute after its end. */
    run: async (minutes: number, send: (minute: number) => ReceivedSpans) => {
      for (let i = 0; i < minutes; i++) {
        const minute = Math.floor(clock.time / 60)
        clock.time = minute * 60 + 59
        operations.take(send(minute))
        // The memory is loaded with the first spans.
        if (operations.watch === undefined) await operations.begun
        clock.time = (minute + 1) * 60 + 31
        noticed.push(...(await operations.advance(clock.time)))
        await operations.save(clock.time)
      }
    },
  }
}

/** Two operations, 60 and 30 calls a minute; what the first one is like can be told. */
function shop(
  seed: number,
  change: (minute: number) => Partial<Record<'factor' | 'load', number>> = () => ({}),
) {
  const random = createRandom(seed)
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  return (minute: number) => {
    const { factor = 1, load = 1 } = change(minute)
    const spans: TestSpan[] = []
    const add = (operation: string, calls: number, ms: number) => {
      for (let i = 0; i < calls; i++)
        spans.push({
          operation,
          start: minute * 60 + random() * 58,
          ms: ms * Math.exp(0.4 * normal()),
          failed: random() < 0.01,
        })
    }
    add('GET /cart', Math.round(60 * load * (1 + 0.1 * normal())), 80 * factor)
    add('GET /item', Math.round(30 * load * (1 + 0.1 * normal())), 40)
    return receivedSpans(spans)
  }
}

const alerting = (noticed: readonly Noticed[]) =>
  new Map(
    noticed
      .filter(({ draft }) => draft.alertScore >= 0.5)
      .map((one) => [`${one.signal.name} ${one.draft.start}`, one]),
  )

it('finds a latency that triples within three minutes, once', async () => {
  const { clock, operations, noticed, run } = world(MONDAY)
  await run(6 * 60, shop(11))
  expect([...alerting(noticed).keys()]).toEqual([])
  const since = clock.time
  await run(
    20,
    shop(111, () => ({ factor: 3 })),
  )
  const found = [...alerting(noticed).values()]
  expect(found.map(({ signal: { name, service } }) => [name, service])).toEqual([
    ['p95 latency {operation="GET /cart"}', 'shop'],
  ])
  const first = noticed.find(({ draft }) => draft.alertScore >= 0.5)!
  expect(first.at - since).toBeLessThanOrEqual(180)
  expect(operations.signalOf(first.signal.id)).toEqual(first.signal)
  expect(operations.watch!.table.live).toHaveLength(6)
})

it('finds nothing in a healthy day of busy and quiet hours', async () => {
  const { noticed, run } = world(MONDAY)
  const load = (minute: number) => 1 - 0.7 * Math.cos((2 * Math.PI * minute) / 1440)
  await run(
    24 * 60,
    shop(13, (minute) => ({ load: load(minute) })),
  )
  expect([...alerting(noticed).keys()]).toEqual([])
}, 20_000)

it('knows after a restart what was usual, and judges a batch by it', async () => {
  const store = storeOf()
  const first = world(MONDAY, store)
  await first.run(40 * 60, shop(21))
  await first.operations.save(first.clock.time, true)
  expect(store.operations.size).toBe(2)
  const learned = first.operations.list({ limit: 10 }).items[0]!.usual

  const { clock, operations, run } = world(first.clock.time + 600, store)
  expect(operations.past()).toBeUndefined()
  await operations.start(new Rulebook(undefined, 0))
  expect(operations.watch!.table.live).toHaveLength(6)
  await run(1, shop(22))
  const [cart] = operations.list({ limit: 1 }).items
  expect(cart).toMatchObject({ service: 'shop', operation: 'GET /cart', kind: 'server' })
  expect(cart!.usual).toEqual(learned)
  expect(cart!.usual!.p50_ms).toBeGreaterThan(75)
  expect(cart!.usual!.p50_ms).toBeLessThan(85)

  const batch = (factor: number) =>
    Array.from({ length: 200 }, (_, i) => ({
      trace_id: `t${i}`,
      service: 'shop',
      operation: 'GET /cart',
      duration_ms: (60 + (i % 40)) * factor,
      timestamp: clock.time + i * 3,
    }))
  const analyse = (factor: number) =>
    analyzeTraceBody({
      body: Buffer.from(JSON.stringify({ traces: batch(factor) })),
      now: clock.time,
      past: operations.past(),
    })
  expect(analyse(1)).toMatchObject({ verdict: 'ok', anomalies: [], slow_traces: [] })
  const { verdict, anomalies, slow_traces } = analyse(2.5)
  expect(verdict).toBe('anomalous')
  expect(anomalies).toHaveLength(1)
  expect(anomalies[0]).toMatchObject({ kind: 'slow_operation', operation: 'GET /cart' })
  expect(anomalies[0]!.summary).toMatch(
    /^GET \/cart of shop takes (199|20\d) ms .*, usually (79|80)\.\d ms \(2\.[45]\d times\)$/,
  )
  expect(slow_traces[0]!.expected_ms).toBe(cart!.usual!.p50_ms)
}, 20_000)

it('tells an operation’s baseline, distribution, minutes and examples', async () => {
  const { operations, run, clock } = world(MONDAY)
  await run(3 * 60, shop(31))
  const { items, next } = operations.list({ limit: 1, sort: 'rate' })
  expect([items[0]!.operation, next]).toEqual(['GET /cart', '1'])
  expect(operations.list({ limit: 1, sort: 'rate', cursor: next! }).items[0]!.operation).toBe(
    'GET /item',
  )
  expect(operations.list({ limit: 9, search: 'shop ITEM' }).items).toHaveLength(1)
  expect(operations.list({ limit: 9, service: 'other' }).items).toEqual([])
  const one = operations.find(items[0]!.id)!
  expect(one.rate).toBeGreaterThan(0.8)
  expect(one.rate).toBeLessThan(1.2)
  expect(one.p50_ms).toBeGreaterThan(70)
  expect(one.p50_ms).toBeLessThan(90)
  expect(one.p99_ms).not.toBeNull()
  expect(one.baseline.map(({ hour_of_week }) => hour_of_week)).toEqual([0, 1])
  expect(one.minutes.timestamps.at(-1)).toBe(Math.floor(clock.time / 60) * 60 - 60)
  expect(one.minutes.p50_ms.slice(-10).every((ms) => ms! > 50 && ms! < 120)).toBe(true)
  const total = one.distribution.reduce((sum, { count }) => sum + count, 0)
  expect(total).toBeGreaterThan(120 * 40)
  expect(new Set(one.exemplars.map(({ of }) => of))).toEqual(
    new Set(['p50', 'p95', 'p99', 'error']),
  )
  expect(one.exemplars[0]!.trace_id).toMatch(/^4bf92f3577b34da6ffffffff[0-9a-f]{8}$/)
  expect(operations.find('none')).toBeUndefined()
})
