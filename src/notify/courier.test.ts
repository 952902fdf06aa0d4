import { afterEach, beforeEach, expect, it, vi } from 'vitest'

import { aMessage, aNotice } from '../../test/notices.ts'
import { startReceiver, type ReceiverServer } from '../../test/receiver-server.ts'
import { openStore } from '../store/open-store.ts'
import type { Store } from '../store/store.ts'
import { createTelemetry } from '../telemetry.ts'
import { createLogger } from '../telemetry/log.ts'
import type { Reachable } from './destination.ts'
import { openTelling } from './telling.ts'

const DAY = 86_400
const NOW = 1_800_000_100
const PATIENCE = { timeout: 5000, interval: 5 }

let receiver: ReceiverServer
let store: Store
let telemetry: ReturnType<typeof createTelemetry>
/** Time stands still: who waits, waits until somebody wakes or stops it. */
const clock = {
  now: () => NOW,
  wait: (_seconds: number, signal: AbortSignal) =>
    new Promise<void>((done) => {
      if (signal.aborted) done()
      signal.addEventListener('abort', () => done(), { once: true })
    }),
}

beforeEach(async () => {
  receiver = await startReceiver()
  store = await openStore({ path: ':memory:' })
  const log = createLogger({ write: () => {} })
  telemetry = createTelemetry({ version: '1', log, processMetrics: false })
})
afterEach(async () => {
  await receiver.stop()
  await store.close()
})

const webhook = (name: string): Reachable => ({
  kind: 'webhook',
  name,
  url: { value: `${receiver.url}/${name}` },
  maxAlerts: 0,
  sendResolved: true,
  sendPredictions: false,
  timeout: 5,
  http: {},
})
const telling = (destinations: readonly Reachable[], isDry = false) =>
  openTelling({ store, telemetry, clock, isDry, destinations })
const paths = () => receiver.received.map(({ path }) => path)
const metric = async (name: string) => {
  const text = await telemetry.registry.metrics()
  return text.split('\n').filter((line) => line.startsWith(name) && !line.endsWith(' 0'))
}

it('sends what an earlier run left, and at once what is written while it waits', async () => {
  await store.saveCycle({ messages: [aMessage({ destination: 'a' })] })
  const { announcer, begin, stop } = await telling([webhook('a')])
  begin()
  await vi.waitFor(() => expect(paths()).toEqual(['/a']), PATIENCE)
  const told = { notices: [aNotice()], messages: [aMessage({ id: 'm2', destination: 'a' })] }
  await store.saveCycle(told)
  announcer.written(told)
  await vi.waitFor(() => expect(paths()).toEqual(['/a', '/a']), PATIENCE)
  await stop()
  expect(await metric('rootops_notifications')).toEqual([
    'rootops_notifications_total{destination="a",result="delivered"} 2',
  ])
})

it('tells who is configured now, and lets the others be', async () => {
  const { tell, begin, stop } = await telling([webhook('a')])
  begin()
  await tell([webhook('b')])
  await store.saveCycle({
    messages: [aMessage({ destination: 'a' }), aMessage({ id: 'm2', destination: 'b' })],
  })
  await tell([webhook('b')])
  await vi.waitFor(() => expect(paths()).toEqual(['/b']), PATIENCE)
  await stop()
  expect(await store.countMessages()).toBe(1)
  expect(await metric('rootops_notifications_pending')).toEqual(['rootops_notifications_pending 1'])
})

it('keeps those of before when the new ones contradict themselves', async () => {
  const { tell, begin, stop } = await telling([webhook('a')])
  begin()
  const wrong = { ...webhook('b'), http: { bearer_token: 'x', authorization: {} } }
  await expect(tell([wrong])).rejects.toMatchObject({ code: 'CONFIG_INVALID' })
  await store.saveCycle({ messages: [aMessage({ destination: 'a' })] })
  await tell([webhook('a')])
  await vi.waitFor(() => expect(paths()).toEqual(['/a']), PATIENCE)
  await stop()
})

it('gives up after a day, also for those who are gone', async () => {
  await store.saveCycle({
    messages: [
      aMessage({ destination: 'gone', created: NOW - DAY - 1 }),
      aMessage({ id: 'm2', destination: 'gone', created: NOW - DAY + 1 }),
    ],
  })
  const { begin, stop } = await telling([webhook('a')])
  begin()
  await vi.waitFor(async () => expect(await store.countMessages()).toBe(1), PATIENCE)
  await stop()
  expect(await metric('rootops_notifications_total')).toEqual([
    'rootops_notifications_total{destination="gone",result="given_up"} 1',
  ])
})

it('sends nothing before it is told to begin, and never in a dry run', async () => {
  await store.saveCycle({ messages: [aMessage({ destination: 'a' })] })
  const quiet = await telling([webhook('a')])
  await quiet.stop()
  const dry = await telling([webhook('a')], true)
  dry.begin()
  await dry.stop()
  expect(receiver.received).toEqual([])
  expect(await store.countMessages()).toBe(1)
})
