import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

import type { CycleCost } from './cycle-run.ts'
import type { Row, Suite } from './suite.ts'

const run = promisify(execFile)
const API = fileURLToPath(new URL('./metrics-api.ts', import.meta.url))
const RUN = fileURLToPath(new URL('./cycle-run.ts', import.meta.url))
const CYCLE_SECONDS = 60
const LEARN_DAYS = 1
/** An hour of cycles: every duty that is done less often than each cycle is in it. */
const CYCLES = 60
const DEFAULT_POINTS = 10_000_000

export const suite: Suite = {
  what: 'a Prometheus watched in cycles of a minute',
  async run() {
    const rows: Row[] = []
    for (const signals of [1000, 10_000]) rows.push(...rowsOf(await measure(signals)))
    return rows
  },
}

async function measure(signals: number): Promise<CycleCost> {
  const api = spawn(process.execPath, [API, String(signals / 50)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  try {
    const [port] = (await once(api.stdout, 'data')) as [Buffer]
    const url = `http://127.0.0.1:${port.toString().trim()}`
    const cycles = signals > 1000 ? CYCLES / 3 : CYCLES
    const days = signals > 1000 ? LEARN_DAYS / 8 : LEARN_DAYS
    const { stdout } = await run(process.execPath, [
      RUN,
      url,
      ...[signals, days, cycles].map(String),
    ])
    return JSON.parse(stdout) as CycleCost
  } finally {
    api.kill()
  }
}

function rowsOf(cost: CycleCost): Row[] {
  const { signals, points, cycleCpuMilliseconds: milliseconds, longestDelayMilliseconds } = cost
  const watched = `${signals.toLocaleString('en')} signals`
  const share = (milliseconds / (CYCLE_SECONDS * 1000)) * 100
  const kilobytes = (cost.memoryAfter - cost.memoryBefore) / signals / 1000
  const perPoint = (cost.learnCpuMilliseconds * 1000) / points
  return [
    {
      what: `${watched}: a cycle, states and predictions included`,
      measured: `${milliseconds.toFixed(0)} ms CPU: ${share.toFixed(2)} % of a core`,
      ...(signals === 1000 && { wanted: '≤ 5 %' }),
    },
    {
      what: `${watched}: longest delay of the event loop`,
      measured: `${longestDelayMilliseconds.watching.toFixed(0)} ms watching, ${longestDelayMilliseconds.learning.toFixed(0)} ms learning`,
    },
    {
      what: `${watched}: memory a signal, from nothing watched`,
      measured: `${kilobytes.toFixed(0)} KB`,
    },
    {
      what: `${watched}: learning from history, ${(points / 1e6).toFixed(1)} M points`,
      measured:
        `${perPoint.toFixed(1)} µs CPU a point, ${(points / cost.learnMilliseconds / 1000).toFixed(2)} M points/s; ` +
        `the default of 10 M points: ${((DEFAULT_POINTS / points) * (cost.learnMilliseconds / 1000)).toFixed(0)} s`,
    },
  ]
}
