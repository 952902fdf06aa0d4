import type { AddressInfo } from 'node:net'
import { expect, test, vi } from 'vitest'

import { createFakeEngine } from '../../../test/fake-engine.ts'
import { serverUnderTest } from '../../../test/server-under-test.ts'
import { createStreamHub } from '../stream-hub.ts'

async function listening(options: Parameters<typeof serverUnderTest>[0]) {
  const served = await serverUnderTest(options)
  await served.app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = served.app.server.address() as AddressInfo
  return { ...served, url: `http://127.0.0.1:${port}/api/v1/stream` }
}

async function readEvent(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<string> {
  const { value } = await reader.read()
  return Buffer.from(value ?? []).toString()
}

test('a client hears the state at once and each cycle; closing ends the stream', async () => {
  const engine = createFakeEngine()
  const { app, url } = await listening({ engine })
  const answer = await fetch(url)
  expect(answer.headers.get('content-type')).toBe('text/event-stream')
  const reader = answer.body!.getReader()
  expect(await readEvent(reader)).toMatch(
    /^retry: 3000\nevent: cycle\ndata: \{.*"watching".*\}\n\n$/,
  )
  engine.endCycle()
  expect(await readEvent(reader)).toMatch(/^event: cycle\ndata: /)
  await app.close()
  expect((await reader.read()).done).toBe(true)
  expect(engine.listeners()).toBe(0)
})

test('clients beyond the limit are 503; a place is free again when one leaves', async () => {
  const { url, metrics } = await listening({ limits: { streamClients: 1 } })
  const leave = new AbortController()
  const first = await fetch(url, { signal: leave.signal })
  expect(first.status).toBe(200)
  const refused = await fetch(url)
  expect(refused.status).toBe(503)
  leave.abort()
  const line = 'endpoint="/api/v1/stream",status="200"} 1'
  await vi.waitFor(async () => expect(await metrics()).toContain(line))
  const again = await fetch(url)
  expect(again.status).toBe(200)
  await again.body!.cancel()
  expect(await metrics()).not.toContain('duration_seconds_count{endpoint="/api/v1/stream"}')
})

test('a client that does not read is cut off', () => {
  const engine = createFakeEngine()
  const hub = createStreamHub({ engine, clientLimit: 5 })
  const client = hub.open()!
  for (let i = 0; i < 2000; i++) engine.endCycle()
  expect(client.destroyed).toBe(true)
  hub.close()
})

test('a heartbeat goes out while nothing happens', () => {
  vi.useFakeTimers()
  const hub = createStreamHub({ engine: createFakeEngine(), clientLimit: 5, heartbeatSeconds: 15 })
  const client = hub.open()!
  client.read()
  vi.advanceTimersByTime(15_000)
  expect(String(client.read())).toBe(': heartbeat\n\n')
  hub.close()
  vi.useRealTimers()
})
