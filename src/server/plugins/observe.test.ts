import { connect } from 'node:net'
import type { AddressInfo } from 'node:net'
import { expect, test, vi } from 'vitest'

import { createFakeEngine } from '../../../test/fake-engine.ts'
import { createFakeStore } from '../../../test/fake-store.ts'
import { serverUnderTest } from '../../../test/server-under-test.ts'

const requests = (method: string, endpoint: string, status: number | string) =>
  `rootops_http_requests_total{method="${method}",endpoint="${endpoint}",status="${status}"}`

test('a crash in a handler is counted as 500 and observed, and tells nothing', async () => {
  const engine = createFakeEngine({
    listSignals: () => {
      throw new Error('password=hunter2 in /etc/secret')
    },
  })
  const { app, metrics, lines } = await serverUnderTest({ engine })
  for (let i = 0; i < 3; i++) {
    const answer = await app.inject('/api/v1/signals')
    expect(answer.statusCode).toBe(500)
    expect(answer.body).not.toContain('hunter2')
  }
  const text = await metrics()
  expect(text).toContain(`${requests('GET', '/api/v1/signals', 500)} 3\n`)
  expect(text).toContain(
    'rootops_http_request_duration_seconds_count{endpoint="/api/v1/signals"} 3\n',
  )
  expect(lines.join('')).toContain('request failed')
})

test('the 500s of every route are there before the first one, so that rate() sees it', async () => {
  const { metrics } = await serverUnderTest()
  const text = await metrics()
  expect(text).toContain(`${requests('POST', '/api/v1/analyze/traces', 500)} 0\n`)
  expect(text).toContain(`${requests('GET', '/api/v1/incidents/:id', 500)} 0\n`)
})

test('5,000 random paths leave /metrics small', async () => {
  const { app, metrics } = await serverUnderTest()
  const before = (await metrics()).split('\n').length
  for (let i = 0; i < 5000; i++) await app.inject(`/random-${i}/x${i}`)
  const text = await metrics()
  expect(text).toContain(`${requests('GET', 'unmatched', 404)} 5000\n`)
  // One counter and two histograms more: of the paths together, and of /metrics itself.
  expect(text.split('\n').length - before).toBeLessThan(40)
})

test('ids of a route never become labels', async () => {
  const { app, metrics } = await serverUnderTest()
  await app.inject('/api/v1/incidents/some-id')
  const text = await metrics()
  expect(text).toContain(`${requests('GET', '/api/v1/incidents/:id', 404)} 1\n`)
  expect(text).not.toContain('some-id')
})

test('rejected bodies, wrong methods and undecodable paths are counted', async () => {
  const { app, metrics } = await serverUnderTest({ limits: { bodyBytes: 100 } })
  const url = '/api/v1/analyze/traces'
  await app.inject({ method: 'POST', url, payload: 'x'.repeat(101) })
  await app.inject({ method: 'POST', url, payload: 'x', headers: { 'content-type': 'text/xml' } })
  await app.inject({ method: 'PUT', url: '/api/v1/events', payload: '{}' })
  await app.inject('/%zz')
  const text = await metrics()
  expect(text).toContain(`${requests('POST', url, 413)} 1\n`)
  expect(text).toContain(`${requests('POST', url, 415)} 1\n`)
  expect(text).toContain(`${requests('PUT', '/api/v1/events', 405)} 1\n`)
  expect(text).toContain(`${requests('GET', 'unmatched', 400)} 1\n`)
})

test('the route prefix is not part of the label', async () => {
  const { app } = await serverUnderTest({ routePrefix: '/tools/rootops/' })
  await app.inject('/tools/rootops/-/healthy')
  const text = (await app.inject('/tools/rootops/metrics')).body
  expect(text).toContain(`${requests('GET', '/-/healthy', 200)} 1\n`)
  expect((await app.inject('/-/healthy')).statusCode).toBe(404)
})

test('a client that leaves before the answer is counted as 499', async () => {
  const arrival = Promise.withResolvers<void>()
  const held = Promise.withResolvers<void>()
  const store = createFakeStore({
    listEvents: async () => {
      arrival.resolve()
      await held.promise
      return { items: [], next: null }
    },
  })
  const { app, metrics } = await serverUnderTest({ store })
  await app.listen({ port: 0, host: '127.0.0.1' })
  const leave = new AbortController()
  const { port } = app.server.address() as AddressInfo
  const gone = fetch(`http://127.0.0.1:${port}/api/v1/events`, { signal: leave.signal })
  await arrival.promise
  leave.abort()
  await expect(gone).rejects.toThrow('aborted')
  const line = `${requests('GET', '/api/v1/events', 499)} 1\n`
  await vi.waitFor(async () => expect(await metrics()).toContain(line))
  held.resolve()
})

test('what is not HTTP at all is counted', async () => {
  const { app, metrics } = await serverUnderTest()
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo
  await new Promise<void>((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('HELLO\r\n\r\n'))
    socket.on('close', () => resolve())
    socket.resume()
  })
  expect(await metrics()).toContain(`${requests('other', 'unmatched', 400)} 1\n`)
})
