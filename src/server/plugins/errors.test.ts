import { expect, test } from 'vitest'

import { errors } from '../../errors.ts'
import { createFakeEngine } from '../../../test/fake-engine.ts'
import { createFakeStore } from '../../../test/fake-store.ts'
import { serverUnderTest } from '../../../test/server-under-test.ts'

test('errors are problem documents', async () => {
  const { app } = await serverUnderTest()
  const answer = await app.inject('/api/v1/incidents/unknown')
  expect(answer.statusCode).toBe(404)
  expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8')
  expect(answer.json()).toEqual({
    type: 'urn:rootops:error:not-found',
    title: 'Not Found',
    status: 404,
    detail: 'no incident has the id "unknown"',
  })
})

test('a faulty query names the place', async () => {
  const { app } = await serverUnderTest()
  const answer = await app.inject('/api/v1/incidents?limit=501')
  expect(answer.statusCode).toBe(400)
  expect(answer.json<{ errors: unknown }>().errors).toEqual([
    { place: 'querystring.limit', message: 'must be <= 500' },
  ])
})

test.each([
  ['/api/v1/events', 'application/json', '{"kind": "SENTINEL-77", "title": '],
  ['/api/v1/events', 'application/json', '{"kind": {"SENTINEL-77": 1}, "title": ["SENTINEL-77"]}'],
  ['/api/v1/events', 'application/json', '{"title": "SENTINEL-77", "url": "file:SENTINEL-77"}'],
  ['/api/v1/events', 'text/plain', 'SENTINEL-77'],
  ['/api/v1/analyze/traces', 'text/plain', 'SENTINEL-77'],
  ['/api/v1/mutes', 'application/json', '{"end": "SENTINEL-77"}'],
])('%s as %s never echoes the body back', async (url, type, payload) => {
  const { app } = await serverUnderTest()
  const answer = await app.inject({
    method: 'POST',
    url,
    payload,
    headers: { 'content-type': type },
  })
  expect(answer.statusCode).toBeGreaterThanOrEqual(400)
  expect(answer.statusCode).toBeLessThan(500)
  expect(answer.body).not.toContain('SENTINEL')
})

test('a huge text in an error of the engine is cut', async () => {
  const analyses = {
    ...createFakeEngine().analyses,
    traces: async () => {
      const huge = 'x'.repeat(1_000_000)
      throw errors.inputInvalid(huge, [{ place: huge, message: huge }])
    },
  }
  const { app } = await serverUnderTest({ engine: createFakeEngine({ analyses }) })
  const answer = await app.inject({ method: 'POST', url: '/api/v1/analyze/traces', payload: '{}' })
  expect(answer.statusCode).toBe(400)
  expect(answer.body.length).toBeLessThan(4000)
})

test('a table error with status 500 keeps its message to the log', async () => {
  const store = createFakeStore({
    listEvents: async () => {
      throw errors.configInvalid('inner words')
    },
  })
  const { app, lines } = await serverUnderTest({ store })
  const answer = await app.inject('/api/v1/events')
  expect(answer.statusCode).toBe(500)
  expect(answer.body).not.toContain('inner words')
  expect(lines.join('')).toContain('inner words')
})

test('a store that is away answers 503 with Retry-After', async () => {
  const store = createFakeStore({
    addEvent: async () => {
      throw errors.storeUnavailable('the database does not answer')
    },
  })
  const { app } = await serverUnderTest({ store })
  const payload = { kind: 'deploy', title: 'v2' }
  const answer = await app.inject({ method: 'POST', url: '/api/v1/events', payload })
  expect(answer.statusCode).toBe(503)
  expect(answer.headers['retry-after']).toBe('5')
})

test.each([
  ['DELETE', '/metrics', 'GET, HEAD'],
  ['GET', '/api/v1/analyze/traces', 'POST'],
  ['PATCH', '/api/v1/events', 'GET, HEAD, POST'],
  ['GET', '/-/reload', 'POST'],
] as const)('%s %s is 405 with Allow', async (method, url, allow) => {
  const { app } = await serverUnderTest()
  const answer = await app.inject({ method, url })
  expect(answer.statusCode).toBe(405)
  expect(answer.headers.allow).toBe(allow)
})

test('an id longer than any of ours is simply unknown', async () => {
  const { app } = await serverUnderTest()
  const answer = await app.inject(`/api/v1/incidents/${'x'.repeat(1000)}`)
  expect(answer.statusCode).toBe(404)
  expect(answer.body).not.toContain('xxx')
})

test('every answer carries the security headers, and none opens us to other sites', async () => {
  const { app } = await serverUnderTest()
  for (const url of ['/', '/metrics', '/nope', '/%zz', '/api/v1/events', '/docs']) {
    const { headers } = await app.inject({ url, headers: { origin: 'https://evil.example' } })
    expect(headers['content-security-policy']).toContain("default-src 'none'; script-src 'self'")
    expect(headers['content-security-policy']).not.toContain('unsafe')
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'")
    expect(headers['x-content-type-options']).toBe('nosniff')
    expect(headers['referrer-policy']).toBe('no-referrer')
    expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([])
  }
})

test('a CORS preflight gets no permission', async () => {
  const { app } = await serverUnderTest()
  const { headers, statusCode } = await app.inject({
    method: 'OPTIONS',
    url: '/api/v1/analyze/traces',
    headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' },
  })
  expect(statusCode).toBe(405)
  expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([])
})
