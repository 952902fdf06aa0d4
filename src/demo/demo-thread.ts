/** The thread that the demo world lives in; see `start-demo.ts`. */
import { parentPort, workerData } from 'node:worker_threads'

import { startDemoApi } from './api/demo-api.ts'
import type { DemoOptions } from './start-demo.ts'
import { createWorld } from './world/world.ts'

const { seed, start, step, host, port } = workerData as DemoOptions
const world = createWorld({ seed, start, step })
try {
  const api = await startDemoApi(world, { host, port, now: () => Date.now() / 1000 })
  parentPort?.postMessage({ url: api.url })
} catch (error) {
  parentPort?.postMessage({ refused: (error as Error).message })
  parentPort?.close()
}
