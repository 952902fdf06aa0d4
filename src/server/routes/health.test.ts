import { expect, test } from 'vitest'

import { errors } from '../../errors.ts'
import { createFakeEngine, statusOf } from '../../../test/fake-engine.ts'
import { createFakeStore } from '../../../test/fake-store.ts'
import { serverUnderTest } from '../../../test/server-under-test.ts'

test('a database that is away is down, and the answer is 503', async () => {
  const store = createFakeStore({
    check: async () => {
      throw new Error('connect ECONNREFUSED postgres://bob:hunter2@10.0.0.7/rootops')
    },
  })
  const { app, metrics } = await serverUnderTest({ store })
  const answer = await app.inject('/health')
  expect(answer.statusCode).toBe(503)
  expect(answer.json()).toMatchObject({
    status: 'down',
    components: expect.arrayContaining([
      { name: 'store', state: 'down', detail: 'The database does not answer.' },
    ]),
  })
  expect(answer.body).not.toMatch(/hunter2|10\.0\.0\.7/)
  expect(await metrics()).toContain('rootops_store_errors_total 1\n')
})

test('what the table of errors says about the store is for people', async () => {
  const store = createFakeStore({
    check: async () => {
      throw errors.storeUnavailable('the disk is full')
    },
  })
  const { app } = await serverUnderTest({ store })
  expect((await app.inject('/health')).body).toContain('the disk is full')
})

test.each([
  ['ok', 200, 'ok'],
  ['degraded', 200, 'degraded'],
  ['starting', 200, 'starting'],
  ['off', 200, 'ok'],
  ['down', 503, 'down'],
] as const)('a Prometheus that is %s makes /health %i %s', async (state, code, status) => {
  const components = [{ name: 'prometheus', state, detail: 'so it is' }] as const
  const engine = createFakeEngine({ status: () => statusOf({ components }) })
  const { app } = await serverUnderTest({ engine })
  const answer = await app.inject('/health')
  expect(answer.statusCode).toBe(code)
  expect(answer.json()).toMatchObject({ status, version: '1.2.3' })
})

test.each([
  ['idle', 200],
  ['connecting', 503],
  ['learning', 200],
  ['watching', 200],
  ['stopped', 503],
] as const)('while the engine is %s, /-/ready is %i', async (state, code) => {
  const components = [
    { name: 'prometheus', state: 'starting', detail: 'no answer yet from localhost:9090' },
  ] as const
  const source = state === 'idle' ? null : statusOf().source
  const engine = createFakeEngine({ status: () => statusOf({ state, components, source }) })
  const { app } = await serverUnderTest({ engine })
  const answer = await app.inject('/-/ready')
  expect(answer.statusCode).toBe(code)
  expect(answer.headers['retry-after']).toBe(code === 503 ? '5' : undefined)
  expect(answer.body).toContain(code === 503 ? 'no answer yet' : 'RootOps is ready')
})

test('/-/healthy says that the process answers, whatever else is wrong', async () => {
  const engine = createFakeEngine({ status: () => statusOf({ state: 'stopped' }) })
  const { app } = await serverUnderTest({ engine })
  expect((await app.inject('/-/healthy')).statusCode).toBe(200)
})
