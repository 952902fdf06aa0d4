import { expect, test } from 'vitest'

import {
  chartOf,
  createFakeEngine,
  incidentOf,
  scoresOf,
  signalOf,
  statusOf,
  watchedSignalOf,
} from '../../../test/fake-engine.ts'
import { createFakeStore } from '../../../test/fake-store.ts'
import { aStatement } from '../../../test/findings.ts'
import { NOW, serverUnderTest } from '../../../test/server-under-test.ts'
import { skillOf } from '../../forecast/ledger/skill.ts'

test('a list hands its whole filter to the store', async () => {
  const store = createFakeStore({ incidents: [incidentOf()] })
  const { app } = await serverUnderTest({ store })
  const answer = await app.inject(
    '/api/v1/incidents?limit=7&cursor=abc&start=2026-11-22T10:00:00Z&end=1800000000.5&state=open&entity=shop%2Fcheckout',
  )
  expect(answer.json()).toEqual({ items: [incidentOf()], next: null })
  expect(store.lastFilter).toEqual({
    limit: 7,
    cursor: 'abc',
    start: Date.UTC(2026, 10, 22, 10) / 1000,
    end: 1_800_000_000.5,
    state: 'open',
    entity: 'shop/checkout',
  })
})

test('without a filter a list is of fifty', async () => {
  const store = createFakeStore()
  const { app } = await serverUnderTest({ store })
  for (const list of ['incidents', 'findings', 'predictions', 'events', 'mutes']) {
    expect((await app.inject(`/api/v1/${list}`)).json()).toEqual({ items: [], next: null })
    expect(store.lastFilter).toMatchObject({ limit: 50 })
  }
})

test.each([
  'limit=0',
  'limit=many',
  'start=yesterday',
  'end=2026-13-01T00:00:00Z',
  'end=1800000000000000',
  'state=broken',
])('incidents?%s is 400 and names the place', async (query) => {
  const { app } = await serverUnderTest()
  const answer = await app.inject(`/api/v1/incidents?${query}`)
  expect(answer.statusCode).toBe(400)
  const [fault] = answer.json<{ errors: { place: string }[] }>().errors
  expect(fault?.place).toBe(`querystring.${query.split('=')[0]}`)
})

test('predictions and the ledger are filtered by class and outcome', async () => {
  const store = createFakeStore({
    listStatements: async (filter) => {
      store.lastFilter = filter
      return { items: [aStatement()], next: null }
    },
  })
  const { app } = await serverUnderTest({ store })
  const ledger = await app.inject(
    '/api/v1/predictions/ledger?state=averted&class=leak&entity=db-2&limit=3&start=10&end=20',
  )
  expect(ledger.json()).toEqual({ items: [aStatement()], next: null })
  const filter = { limit: 3, start: 10, end: 20, state: 'averted', class: 'leak', entity: 'db-2' }
  expect(store.lastFilter).toEqual(filter)
  await app.inject('/api/v1/predictions?class=rule&state=averted')
  expect(store.lastFilter).toMatchObject({ class: 'rule', state: 'averted' })
  for (const wrong of ['ledger?state=open', 'ledger?class=x', '?state=pending'])
    expect((await app.inject(`/api/v1/predictions/${wrong}`)).statusCode).toBe(400)
})

test('the skill of each class is the engine’s', async () => {
  const skill = skillOf({
    class: 'leak',
    counts: { pending: 1, came_true: 0, did_not: 0, averted: 0, unknown: 0 },
    sums: [],
    bins: [],
    voice: { class: 'leak', silent: true, since: 7 },
  })
  const engine = createFakeEngine({ classSkills: () => [skill] })
  const { app } = await serverUnderTest({ engine })
  const answer = await app.inject('/api/v1/predictions/skill')
  expect(answer.json()).toEqual({ items: [skill], next: null })
  expect(skill).toMatchObject({ silent_since: 7, brier: null, ece: null })
})

test('a time without an offset is UTC', async () => {
  const store = createFakeStore()
  const { app } = await serverUnderTest({ store })
  await app.inject('/api/v1/events?start=2026-11-22T10:00:00&end=2026-11-22')
  expect(store.lastFilter).toMatchObject({
    start: Date.UTC(2026, 10, 22, 10) / 1000,
    end: Date.UTC(2026, 10, 22) / 1000,
  })
})

test('an incident is found by its id', async () => {
  const { app } = await serverUnderTest({ store: createFakeStore({ incidents: [incidentOf()] }) })
  expect((await app.inject('/api/v1/incidents/i-1')).json()).toEqual(incidentOf())
  expect((await app.inject('/api/v1/incidents/i-2')).statusCode).toBe(404)
})

test('feedback answers 201 only after it is stored', async () => {
  const stored = Promise.withResolvers<void>()
  const fake = createFakeStore({ incidents: [incidentOf()], addFeedback: () => stored.promise })
  const { app } = await serverUnderTest({ store: fake })
  let answered = false
  const answer = app
    .inject({
      method: 'POST',
      url: '/api/v1/incidents/i-1/feedback',
      payload: { verdict: 'useful', comment: 'thanks' },
    })
    .then((response) => {
      answered = true
      return response
    })
  await app.inject('/-/healthy')
  expect(answered).toBe(false)
  stored.resolve()
  expect((await answer).statusCode).toBe(201)
  expect((await answer).json()).toEqual({
    verdict: 'useful',
    comment: 'thanks',
    incident: 'i-1',
    timestamp: NOW,
  })
})

test('feedback on an unknown incident is 404, of an unknown kind 400', async () => {
  const store = createFakeStore({ incidents: [incidentOf()] })
  const { app } = await serverUnderTest({ store })
  const post = (id: string, verdict: string) =>
    app.inject({ method: 'POST', url: `/api/v1/incidents/${id}/feedback`, payload: { verdict } })
  expect((await post('nope', 'useful')).statusCode).toBe(404)
  expect((await post('i-1', 'great')).statusCode).toBe(400)
  expect(store.feedback).toEqual([])
})

test('an event is stored and comes back with its id; its time may be given either way', async () => {
  const store = createFakeStore()
  const { app } = await serverUnderTest({ store })
  const post = (payload: object) => app.inject({ method: 'POST', url: '/api/v1/events', payload })
  const first = await post({ kind: 'deploy', title: 'v2', timestamp: '2026-11-22T10:00:00+01:00' })
  expect(first.statusCode).toBe(201)
  expect(first.json()).toMatchObject({ timestamp: Date.UTC(2026, 10, 22, 9) / 1000 })
  expect((await post({ kind: 'deploy', title: 'v3' })).json()).toMatchObject({ timestamp: NOW })
  expect(store.events.map(({ title }) => title)).toEqual(['v2', 'v3'])
  const { items } = (await app.inject('/api/v1/events')).json<{ items: { id: string }[] }>()
  expect(items[0]?.id).toBe(first.json<{ id: string }>().id)
})

test.each([
  { kind: 'deploy', title: 'x', url: 'javascript:alert(1)' },
  { kind: 'deploy', title: 'x'.repeat(501) },
  { kind: '', title: 'x' },
  { title: 'x' },
  { kind: 'deploy', title: 'x', timestamp: 'soon' },
])('a faulty event is 400 and not stored: %o', async (payload) => {
  const store = createFakeStore()
  const { app } = await serverUnderTest({ store })
  const answer = await app.inject({ method: 'POST', url: '/api/v1/events', payload })
  expect(answer.statusCode).toBe(400)
  expect(store.events).toEqual([])
})

test('an event of a megabyte is 413', async () => {
  const { app } = await serverUnderTest()
  const payload = { kind: 'deploy', title: 'x'.repeat(1_000_000) }
  const answer = await app.inject({ method: 'POST', url: '/api/v1/events', payload })
  expect(answer.statusCode).toBe(413)
  expect(answer.body.length).toBeLessThan(300)
})

test('a mute starts now unless told otherwise, and must end after that', async () => {
  const store = createFakeStore()
  const { app } = await serverUnderTest({ store })
  const post = (payload: object) => app.inject({ method: 'POST', url: '/api/v1/mutes', payload })
  expect((await post({ end: NOW + 60, entity: 'shop' })).statusCode).toBe(201)
  expect(store.mutes).toMatchObject([{ start: NOW, end: NOW + 60, entity: 'shop' }])
  expect((await post({ start: NOW, end: NOW })).statusCode).toBe(422)
})

test('signals are searched by the engine', async () => {
  const asked: unknown[] = []
  const engine = createFakeEngine({
    listSignals: (filter) => {
      asked.push(filter)
      return { items: [watchedSignalOf()], next: 'n' }
    },
  })
  const { app } = await serverUnderTest({ engine })
  const answer = await app.inject('/api/v1/signals?search=pay&limit=5')
  expect(answer.json()).toEqual({ items: [watchedSignalOf()], next: 'n' })
  expect(asked).toEqual([{ limit: 5, search: 'pay' }])
})

test('a signal is found by its id', async () => {
  const engine = createFakeEngine({ scores: () => scoresOf([signalOf({ id: 'a' })]) })
  const { app } = await serverUnderTest({ engine })
  expect((await app.inject('/api/v1/signals/a')).json()).toEqual(signalOf({ id: 'a' }))
  expect((await app.inject('/api/v1/signals/b')).statusCode).toBe(404)
})

test('a chart is of the last day unless told otherwise; gaps are null', async () => {
  const ranges: unknown[] = []
  const engine = createFakeEngine({
    chart: async (id, range) => {
      ranges.push(range)
      return id === 'sig-1' ? chartOf() : undefined
    },
  })
  const { app } = await serverUnderTest({ engine })
  const answer = await app.inject('/api/v1/signals/sig-1/chart')
  expect(answer.json<{ values: unknown }>().values).toEqual([0, null, 2])
  await app.inject('/api/v1/signals/sig-1/chart?start=100&end=200')
  expect(ranges).toEqual([
    { start: NOW - 86_400, end: NOW },
    { start: 100, end: 200 },
  ])
  expect((await app.inject('/api/v1/signals/other/chart')).statusCode).toBe(404)
  expect((await app.inject('/api/v1/signals/sig-1/chart?start=9&end=9')).statusCode).toBe(422)
  expect((await app.inject('/api/v1/signals/sig-1/chart?start=0')).statusCode).toBe(422)
})

test('HEAD works where GET does', async () => {
  const { app } = await serverUnderTest()
  for (const url of ['/metrics', '/health', '/api/v1/incidents', '/', '/docs']) {
    const answer = await app.inject({ method: 'HEAD', url })
    expect(answer.statusCode).toBe(200)
    expect(answer.body).toBe('')
  }
})

test('the status pages are wrapped as those of Prometheus, with secrets hidden', async () => {
  const { app } = await serverUnderTest({
    status: {
      config: () => 'prometheus:\n  url: https://bob:hunter2@prom\n',
      flags: () => ({ 'storage.database-url': 'postgres://bob:hunter2@db/x' }),
      configLoadedAt: () => NOW,
    },
    engine: createFakeEngine({
      status: () =>
        statusOf({
          source: {
            url: 'http://bob:hunter2@prom:9090',
            info: null,
            load: { queries: { success: 1, error: 0 }, points: 1, bytes: 1 },
          },
        }),
    }),
  })
  const get = async (path: string) => {
    const answer = await app.inject(`/api/v1/status${path}`)
    expect(answer.body).not.toContain('hunter2')
    return answer.json<{ status?: string; data?: unknown }>()
  }
  expect(await get('/config')).toEqual({
    status: 'success',
    data: { yaml: 'prometheus:\n  url: https://<secret>@prom\n' },
  })
  expect(await get('/flags')).toMatchObject({
    data: { 'storage.database-url': 'postgres://<secret>@db/x' },
  })
  expect(await get('/buildinfo')).toMatchObject({ data: { version: '1.2.3' } })
  expect(await get('/runtimeinfo')).toMatchObject({
    data: { lastConfigTime: new Date(NOW * 1000).toISOString() },
  })
  expect(await get('')).toMatchObject({ state: 'watching' })
})
