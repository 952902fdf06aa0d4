import { expect, it } from 'vitest'

import { createFakeStore } from '../../../test/fake-store.ts'
import { serverUnderTest } from '../../../test/server-under-test.ts'

const FIRING = {
  status: 'firing',
  labels: { alertname: 'HighLatency', job: 'api', service: 'checkout', severity: 'page' },
  annotations: { summary: 'p95 over 1 s' },
  startsAt: '2027-01-15T08:00:00Z',
  endsAt: '0001-01-01T00:00:00Z',
  generatorURL: 'http://prometheus:9090/graph?g0.expr=x',
  fingerprint: '0123456789abcdef',
}

async function receiving() {
  const store = createFakeStore()
  const { app } = await serverUnderTest({ store })
  const send = (alerts: unknown) =>
    app.inject({
      method: 'POST',
      url: '/api/v1/alerts/webhook',
      payload: {
        version: '4',
        receiver: 'rootops',
        status: 'firing',
        groupLabels: {},
        alerts,
      } as object,
    })
  return { store, send }
}

it('makes an alert an event of its service', async () => {
  const { store, send } = await receiving()
  const answer = await send([FIRING])
  expect(answer.statusCode).toBe(200)
  expect(answer.json()).toEqual({ events: 1, ignored: 0 })
  expect(store.events).toEqual([
    {
      id: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
      kind: 'alert',
      title: 'HighLatency: p95 over 1 s',
      timestamp: 1_800_000_000,
      service: 'checkout',
      url: FIRING.generatorURL,
    },
  ])
})

it('gives the same alert the same id however often it comes, and its end another', async () => {
  const { store, send } = await receiving()
  await send([FIRING])
  await send([FIRING])
  await send([{ ...FIRING, status: 'resolved', endsAt: '2027-01-15T08:10:00Z' }])
  const [first, again, begun, over] = store.events
  expect([again!.id, begun!.id]).toEqual([first!.id, first!.id])
  expect(over!.id).not.toBe(first!.id)
  expect(over).toMatchObject({
    title: 'HighLatency (resolved): p95 over 1 s',
    timestamp: 1_800_000_600,
  })
})

it('ignores what RootOps told Alertmanager itself, and what has no time', async () => {
  const { store, send } = await receiving()
  const own = { ...FIRING, labels: { alertname: 'RootOpsIncident', job: 'rootops' } }
  const answer = await send([own, { ...FIRING, startsAt: 'yesterday' }])
  expect(answer.json()).toEqual({ events: 0, ignored: 2 })
  expect(store.events).toEqual([])
})

it('makes no link of what is none, and cuts what is long', async () => {
  const { store, send } = await receiving()
  const annotations = { summary: 'x'.repeat(2000) }
  await send([{ ...FIRING, generatorURL: 'javascript:alert(1)', annotations }])
  expect(store.events[0]).not.toHaveProperty('url')
  expect(store.events[0]!.title).toHaveLength(500)
})

it.each([[[{}]], ['none'], [Array.from({ length: 1001 }, () => FIRING)]])(
  'refuses other bodies',
  async (alerts) => {
    const { store, send } = await receiving()
    expect((await send(alerts)).statusCode).toBe(400)
    expect(store.events).toEqual([])
  },
)
