import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'

import { createServer } from '../../src/server/server.ts'
import { createTelemetry } from '../../src/telemetry.ts'
import { createLogger } from '../../src/telemetry/log.ts'
import { createFakeEngine, incidentOf, predictionOf, scoresOf, signalOf } from '../fake-engine.ts'
import { createFakeStore } from '../fake-store.ts'

test('promtool check metrics finds nothing in all of /metrics', async () => {
  const signals = [
    signalOf(),
    signalOf({ id: 'twin' }),
    signalOf({ id: 'odd', name: 'a "quoted" \\ name\nin two lines', entity: 'ünï' }),
  ]
  const app = await createServer({
    engine: createFakeEngine({
      scores: () => scoresOf(signals, [1e-9, 3, 4e21]),
      openIncidents: () => [incidentOf()],
      openPredictions: () => [predictionOf({ signal: 'odd' })],
    }),
    store: createFakeStore(),
    telemetry: createTelemetry({ version: '1.2.3', log: createLogger({ level: 'silent' }) }),
    build: { version: '1.2.3' },
  })
  await app.inject('/nowhere')
  await app.inject({ method: 'POST', url: '/api/v1/analyze/traces', payload: '{}' })
  await app.inject('/metrics')
  const { body } = await app.inject('/metrics')
  await app.close()
  const { status, stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], { input: body })
  expect(String(stdout) + String(stderr)).toBe('')
  expect(status).toBe(0)
  expect(body).toContain('process_cpu_seconds_total')
  expect(body).toContain('nodejs_eventloop_lag_seconds')
})
