import { onTestFinished } from 'vitest'

import type { ServerOptions } from '../src/server/options.ts'
import { createServer } from '../src/server/server.ts'
import { createTelemetry } from '../src/telemetry.ts'
import { createLogger } from '../src/telemetry/log.ts'
import { createFakeEngine } from './fake-engine.ts'
import { createFakeStore } from './fake-store.ts'

export const NOW = 1_800_000_000

/** A server over fakes at a fixed time, closed when the test ends; `lines` is its log. */
export async function serverUnderTest(options: Partial<ServerOptions> = {}) {
  const lines: string[] = []
  const log = createLogger({ write: (line) => lines.push(line) })
  const telemetry = createTelemetry({ version: '1.2.3', log, processMetrics: false })
  const app = await createServer({
    engine: createFakeEngine(),
    store: createFakeStore(),
    telemetry,
    build: { version: '1.2.3' },
    now: () => NOW,
    ...options,
  })
  onTestFinished(() => app.close())
  const metrics = async () => (await app.inject('/metrics')).body
  return { app, telemetry, lines, metrics }
}
