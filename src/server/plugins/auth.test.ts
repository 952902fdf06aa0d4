import { createHash } from 'node:crypto'
import { compare, hashSync } from 'bcryptjs'
import { expect, test, vi } from 'vitest'

import { createPasswordCheck } from '../auth/password-check.ts'
import { serverUnderTest } from '../../../test/server-under-test.ts'

vi.mock(import('bcryptjs'), { spy: true })

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
const basic = (pair: string) => `Basic ${Buffer.from(pair).toString('base64')}`

const HASH = hashSync('s3cret:with colon', 4)
const auth = {
  basicUsers: { ann: HASH },
  tokens: [
    { hash: sha256('reader'), scope: 'read' },
    { hash: sha256('writer'), scope: 'write' },
    { hash: sha256('boss'), scope: 'admin' },
  ],
  openPaths: ['/-/healthy'],
} as const
const event = { method: 'POST', url: '/api/v1/events', payload: { kind: 'k', title: 't' } } as const

test('without credentials everything but the open paths is 401, what does not exist too', async () => {
  const { app } = await serverUnderTest({ auth })
  for (const url of ['/', '/metrics', '/api/v1/status', '/nope', '/docs', '/assets/x.js']) {
    const answer = await app.inject(url)
    expect(answer.statusCode).toBe(401)
    expect(answer.headers['www-authenticate']).toEqual([
      'Basic realm="rootops", charset="UTF-8"',
      'Bearer realm="rootops"',
    ])
  }
  expect((await app.inject('/-/healthy')).statusCode).toBe(200)
  expect((await app.inject('/-/healthy/')).statusCode).toBe(200)
})

test('open paths stay open below a route prefix', async () => {
  const { app } = await serverUnderTest({ auth, routePrefix: '/r' })
  expect((await app.inject('/r/-/healthy')).statusCode).toBe(200)
  expect((await app.inject('/r/metrics')).statusCode).toBe(401)
})

test.each([
  ['Bearer reader', 200, 403, 403],
  ['bearer writer', 200, 201, 403],
  ['Bearer boss', 200, 201, 200],
  [basic('ann:s3cret:with colon'), 200, 201, 200],
  ['Bearer nobody', 401, 401, 401],
  ['Bearer', 401, 401, 401],
  [`Bearer ${sha256('boss')}`, 401, 401, 401],
  [basic('ann:wrong'), 401, 401, 401],
  [basic('bob:s3cret:with colon'), 401, 401, 401],
  [basic('__proto__:x'), 401, 401, 401],
  [basic('ann'), 401, 401, 401],
  ['Digest x', 401, 401, 401],
])('%s may read %i, write %i, reload %i', async (authorization, read, write, reload) => {
  const { app } = await serverUnderTest({ auth, reload: async () => undefined })
  const headers = { authorization }
  expect((await app.inject({ url: '/api/v1/status', headers })).statusCode).toBe(read)
  expect((await app.inject({ ...event, headers })).statusCode).toBe(write)
  const answer = await app.inject({ method: 'POST', url: '/-/reload', headers })
  expect(answer.statusCode).toBe(reload)
})

test('no credentials are read for a body that will be refused anyway', async () => {
  const { app } = await serverUnderTest({ auth })
  const answer = await app.inject({
    method: 'POST',
    url: '/api/v1/analyze/traces',
    payload: '{}',
  })
  expect(answer.statusCode).toBe(401)
})

test('a right password is compared once and then remembered for a while', async () => {
  let time = 0
  const users = { ann: hashSync('right', 4) }
  const check = createPasswordCheck(users, () => time)
  vi.mocked(compare).mockClear()
  expect(await check.isCorrect('ann', 'right')).toBe(true)
  expect(await check.isCorrect('ann', 'right')).toBe(true)
  expect(compare).toHaveBeenCalledTimes(1)
  time = 1000
  expect(await check.isCorrect('ann', 'right')).toBe(true)
  expect(compare).toHaveBeenCalledTimes(2)
})

test('an unknown name costs a comparison too', async () => {
  vi.mocked(compare).mockClear()
  const check = createPasswordCheck({ ann: HASH }, () => 0)
  expect(await check.isCorrect('bob', 's3cret:with colon')).toBe(false)
  expect(compare).toHaveBeenCalledTimes(1)
})

test('a flood of guesses is refused instead of taking all the CPU', async () => {
  const check = createPasswordCheck({ ann: HASH }, () => 0)
  const guesses = Array.from({ length: 50 }, (_, i) => check.isCorrect('ann', `guess-${i}`))
  const outcomes = await Promise.allSettled(guesses)
  const refused = outcomes.filter((outcome) => outcome.status === 'rejected')
  expect(refused).toHaveLength(42)
  expect(outcomes.filter((o) => o.status === 'fulfilled' && o.value)).toEqual([])
})

test.each([
  [{ 'sec-fetch-site': 'cross-site' }, 403],
  [{ 'sec-fetch-site': 'cross-site', origin: 'http://localhost:80' }, 403],
  [{ origin: 'https://evil.example' }, 403],
  [{ origin: 'null' }, 403],
  [{ 'sec-fetch-site': 'same-site', origin: 'http://other.localhost' }, 403],
  [{ origin: 'http://rootops.test' }, 201],
  [{ origin: 'https://public.example' }, 201],
  [{ 'sec-fetch-site': 'same-origin', origin: 'http://whatever.test' }, 201],
  [{}, 201],
])('a POST with %o gives %i', async (headers, status) => {
  const { app } = await serverUnderTest({ externalUrl: 'https://public.example/rootops' })
  const answer = await app.inject({ ...event, headers: { host: 'rootops.test', ...headers } })
  expect(answer.statusCode).toBe(status)
})

test('reading is not bound to a site', async () => {
  const { app } = await serverUnderTest()
  const headers = { 'sec-fetch-site': 'cross-site' }
  expect((await app.inject({ url: '/api/v1/status', headers })).statusCode).toBe(200)
})

test('reload is off unless the lifecycle is enabled', async () => {
  const off = await serverUnderTest()
  expect((await off.app.inject({ method: 'POST', url: '/-/reload' })).statusCode).toBe(403)
  const reload = vi.fn(async () => undefined)
  const on = await serverUnderTest({ reload })
  expect((await on.app.inject({ method: 'POST', url: '/-/reload' })).statusCode).toBe(200)
  expect(reload).toHaveBeenCalledOnce()
})
