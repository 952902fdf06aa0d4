import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'

import { createServer } from '../../src/server/server.ts'
import { createTelemetry } from '../../src/telemetry.ts'
import { createLogger } from '../../src/telemetry/log.ts'
import { createFakeEngine, incidentOf, predictionOf, scoresOf, signalOf } from '../fake-engine.ts'
import { createFakeStore } from '../fake-store.ts'

const operationTotal = {
  service: 'shop',
  operation: 'GET /"x"',
  calls: 12,
  failures: 1,
  sumSeconds: 0.75,
  buckets: new Float64Array(12).fill(1),
  exemplar: { trace_id: '4bf92f3577b34da6a3ce929d0e0e4736', seconds: 0.3, timestamp: 1.5 },
}

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
      operations: {
        ...createFakeEngine().operations,
        totals: () => ({ operations: [operationTotal], all: 501 }),
      },
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
  const openMetrics = await app.inject({
    url: '/metrics',
    headers: { accept: 'application/openmetrics-text; version=1.0.0' },
  })
  await app.close()
  const { status, stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], { input: body })
  expect(String(stdout) + String(stderr)).toBe('')
  expect(status).toBe(0)
  expect(body).toContain('process_cpu_seconds_total')
  expect(body).toContain(
    'rootops_operation_calls_total{service="shop",operation="GET /\\"x\\""} 12\n',
  )
  expect(body).not.toContain('trace_id')
  expect(openMetrics.body).toContain(
    'le="0.5"} 7 # {trace_id="4bf92f3577b34da6a3ce929d0e0e4736"} 0.3 1.500\n',
  )
  expect(openMetrics.body).toContain('# TYPE rootops_operation_calls counter\n')
  expect(body).toContain('nodejs_eventloop_lag_seconds')
})
