import { afterEach, beforeEach, expect, it } from 'vitest'

import { aMessage, aNotice } from '../../test/notices.ts'
import { startReceiver, type ReceiverServer } from '../../test/receiver-server.ts'
import type { Message } from '../model/notice.ts'
import { openStore } from '../store/open-store.ts'
import type { Store } from '../store/store.ts'
import { createTelemetry } from '../telemetry.ts'
import { createLogger } from '../telemetry/log.ts'
import type { Reachable } from './destination.ts'
import { Messenger } from './messenger.ts'

const NOW = 1_800_000_100
const COMMON = { sendResolved: true, sendPredictions: false, timeout: 5, http: {} }
const never = new AbortController().signal

let receiver: ReceiverServer
let store: Store
let lines: string[]
let telemetry: ReturnType<typeof createTelemetry>
const open: Messenger[] = []

beforeEach(async () => {
  receiver = await startReceiver()
  store = await openStore({ path: ':memory:' })
  lines = []
  const log = createLogger({ write: (line) => lines.push(line) })
  telemetry = createTelemetry({ version: '1', log, processMetrics: false })
})
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()))
  await receiver.stop()
  await store.close()
})

function messengerTo(destination: Reachable, over: Partial<Store> = {}): Messenger {
  const messenger = new Messenger(
    destination,
    { externalUrl: 'https://rootops.example' },
    { store: { ...store, ...over }, telemetry },
  )
  open.push(messenger)
  return messenger
}

const webhook = (path = '/hook'): Reachable => ({
  ...COMMON,
  kind: 'webhook',
  name: 'ops/webhook[0]',
  url: { value: receiver.url + path },
  maxAlerts: 0,
})
const slack = (): Reachable => ({
  ...COMMON,
  kind: 'slack',
  name: 'ops/slack[0]',
  url: { value: `${receiver.url}/services/T0/B0/verysecret` },
})
const alertmanager = (): Reachable => ({
  ...COMMON,
  sendPredictions: true,
  kind: 'alertmanager',
  name: 'alertmanager/am:9093',
  url: `${receiver.url}/am`,
})

const write = (...messages: Message[]) =>
  store.saveCycle({ messages, notices: messages.map(({ notice }) => notice) })
const keys = () => receiver.received.map(({ headers }) => headers['idempotency-key'])
const many = (count: number, over: Partial<Message> = {}) =>
  Array.from({ length: count }, (_, i) =>
    aMessage({ id: `m${String(i).padStart(2, '0')}`, notice: aNotice({ id: `i${i}` }), ...over }),
  )
const counted = async (destination: string, result: string) => {
  const { values } = await telemetry.notifications.get()
  return values.find(({ labels }) => labels.destination === destination && labels.result === result)
    ?.value
}

it('tries again what failed, under the same key, ever more slowly, until it is there', async () => {
  receiver.answers = [503, 500]
  await write(aMessage())
  const messenger = messengerTo(webhook())
  const first = await messenger.work(NOW, never)
  expect(first).toBeGreaterThanOrEqual(1)
  expect(first).toBeLessThanOrEqual(2)
  // Woken too early it only says how long it still waits.
  expect(await messenger.work(NOW + first / 2, never)).toBeCloseTo(first / 2, 5)
  const second = await messenger.work(NOW + first, never)
  expect(second).toBeGreaterThanOrEqual(2)
  expect(second).toBeLessThanOrEqual(4)
  expect(await store.countMessages()).toBe(1)
  expect(await messenger.work(NOW + first + second, never)).toBe(0)
  expect(await store.countMessages()).toBe(0)
  expect(keys()).toEqual(['m1', 'm1', 'm1'])
  expect(await counted('ops/webhook[0]', 'failed')).toBe(2)
  expect(await counted('ops/webhook[0]', 'delivered')).toBe(1)
  await messenger.work(NOW + 100, never)
  expect(receiver.received).toHaveLength(3)
})

it('waits as long as the receiver asks, up to five minutes', async () => {
  receiver.answers = [
    { status: 429, headers: { 'retry-after': '40' } },
    { status: 429, headers: { 'retry-after': '86400' } },
  ]
  await write(aMessage())
  const messenger = messengerTo(webhook())
  expect(await messenger.work(NOW, never)).toBe(40)
  expect(await messenger.work(NOW + 40, never)).toBe(300)
})

it('keeps the order: what is new does not overtake what failed', async () => {
  receiver.answers = [503]
  await write(aMessage())
  const messenger = messengerTo(webhook())
  const wait = await messenger.work(NOW, never)
  await write(aMessage({ id: 'm2', event: 'resolved', notice: aNotice({ end: 1_800_000_090 }) }))
  await messenger.work(NOW + wait, never)
  await messenger.work(NOW + wait, never)
  expect(keys()).toEqual(['m1', 'm1', 'm2'])
  expect(receiver.received.map(({ body }) => (body as { status: string }).status)).toEqual([
    'firing',
    'firing',
    'resolved',
  ])
})

it('drops what the receiver will never take, and goes on with the next', async () => {
  receiver.answers = [400]
  await write(aMessage(), aMessage({ id: 'm2' }))
  const messenger = messengerTo(webhook())
  await messenger.work(NOW, never)
  await messenger.work(NOW, never)
  expect(keys()).toEqual(['m1', 'm2'])
  expect(await store.countMessages()).toBe(0)
  expect(await counted('ops/webhook[0]', 'refused')).toBe(1)
})

it('follows no redirect', async () => {
  const elsewhere = await startReceiver()
  receiver.answers = [{ status: 307, headers: { location: `${elsewhere.url}/x` } }]
  await write(aMessage())
  await messengerTo(webhook()).work(NOW, never)
  expect(elsewhere.received).toEqual([])
  expect(await store.countMessages()).toBe(1)
  expect(lines.join()).toContain('redirect')
  await elsewhere.stop()
})

it('says in no line of the log what is secret, whatever the receiver says', async () => {
  receiver.answers = [
    { status: 403, headers: {}, body: 'no: /services/T0/B0/verysecret is Bearer s3cr3tToken' },
  ]
  await write(aMessage({ destination: 'ops/slack[0]' }))
  const http = { authorization: { credentials: 's3cr3tToken' } }
  await messengerTo({ ...slack(), http }).work(NOW, never)
  expect(receiver.received[0]!.headers.authorization).toBe('Bearer s3cr3tToken')
  expect(lines.join()).toContain('answered 403')
  expect(lines.join()).not.toMatch(/verysecret|s3cr3tToken/)
})

it('sends at most ten a minute: the tenth is about all the rest', async () => {
  await write(...many(25))
  const messenger = messengerTo(webhook())
  for (let i = 0; i < 10; i++) expect(await messenger.work(NOW, never)).toBe(0)
  const sizes = receiver.received.map(({ body }) => (body as { alerts: unknown[] }).alerts.length)
  expect(sizes).toEqual([...Array(9).fill(1), 16])
  expect(await store.countMessages()).toBe(0)
  await write(aMessage({ id: 'later' }))
  expect(await messenger.work(NOW + 10, never)).toBe(50)
  expect(receiver.received).toHaveLength(10)
  await messenger.work(NOW + 60, never)
  expect(receiver.received).toHaveLength(11)
})

it('sends the same parcel again under the same key, whatever came in between', async () => {
  await write(...many(12))
  const messenger = messengerTo(webhook())
  for (let i = 0; i < 9; i++) await messenger.work(NOW, never)
  receiver.answers = [503]
  const wait = await messenger.work(NOW, never)
  await write(aMessage({ id: 'later' }))
  await messenger.work(NOW + 60 + wait, never)
  const [failed, again] = receiver.received.slice(-2)
  expect(again!.body).toEqual(failed!.body)
  expect(keys().slice(-2)).toEqual(['m09', 'm09'])
  expect(await store.countMessages()).toBe(1)
})

it('tells again, under the same key, what was sent when the process died', async () => {
  await write(aMessage())
  const died = new Error('killed')
  const dying = messengerTo(webhook(), { removeMessages: () => Promise.reject(died) })
  await expect(dying.work(NOW, never)).rejects.toBe(died)
  await messengerTo(webhook()).work(NOW + 60, never)
  expect(keys()).toEqual(['m1', 'm1'])
  expect(await store.countMessages()).toBe(0)
})

it('tells nobody before it has written down that it will', async () => {
  await write(aMessage())
  const died = new Error('killed')
  const dying = messengerTo(webhook(), { markMessages: () => Promise.reject(died) })
  await expect(dying.work(NOW, never)).rejects.toBe(died)
  expect(receiver.received).toEqual([])
})

it('tells Slack that it may be a repeat only where it may be one', async () => {
  await write(aMessage({ destination: 'ops/slack[0]' }))
  const note = () => JSON.stringify(receiver.received.at(-1)!.body).includes('may be a repeat')
  receiver.answers = [403, 'hang']
  const messenger = messengerTo({ ...slack(), timeout: 0.05 })
  await messenger.work(NOW, never)
  expect(note()).toBe(false)
  await messenger.work(NOW + 400, never)
  // It was told that the answer was no, so this was no repeat; of this one nobody knows.
  expect(note()).toBe(false)
  await messenger.work(NOW + 800, never)
  expect(note()).toBe(true)
  expect(await store.countMessages()).toBe(0)
})

it('tells Alertmanager what goes on each minute, and lasts four, until it ends', async () => {
  const to = alertmanager()
  await write(aMessage({ destination: to.name }))
  const messenger = messengerTo(to)
  const ends = () => receiver.received.map(({ body }) => (body as { endsAt: string }[])[0]!.endsAt)
  await messenger.work(NOW, never)
  await messenger.work(NOW, never)
  expect(await messenger.work(NOW + 20, never)).toBe(30)
  expect(await messenger.work(NOW + 45, never)).toBe(15)
  await messenger.work(NOW + 60, never)
  const iso = (seconds: number) => new Date(seconds * 1000).toISOString()
  expect(ends()).toEqual([iso(NOW + 240), iso(NOW + 240), iso(NOW + 300)])
  await write(
    aMessage({
      destination: to.name,
      id: 'm2',
      event: 'resolved',
      notice: aNotice({ end: NOW + 61 }),
    }),
  )
  await messenger.work(NOW + 70, never)
  expect(ends().at(-1)).toBe(iso(NOW + 61))
  await messenger.work(NOW + 200, never)
  expect(receiver.received).toHaveLength(4)
  const labels = receiver.received.map(({ body }) => (body as { labels: unknown }[])[0]!.labels)
  expect(new Set(labels.map((one) => JSON.stringify(one))).size).toBe(1)
})

it('leaves predictions out of what is told again where nobody wants them', async () => {
  const notice = aNotice({ id: 'p1', about: 'prediction', severity: 'info' })
  await store.saveCycle({ notices: [notice] })
  await messengerTo({ ...alertmanager(), sendPredictions: false }).work(NOW, never)
  expect(receiver.received).toEqual([])
  await messengerTo(alertmanager()).work(NOW, never)
  expect(receiver.received).toHaveLength(1)
})

it('keeps a message whose secret cannot be read', async () => {
  await write(aMessage())
  const destination: Reachable = {
    ...webhook(),
    kind: 'webhook',
    url: { file: '/nowhere/x' },
    maxAlerts: 0,
  }
  expect(await messengerTo(destination).work(NOW, never)).toBeGreaterThan(0)
  expect(lines.join()).toContain('cannot read /nowhere/x')
  expect(await store.countMessages()).toBe(1)
})
