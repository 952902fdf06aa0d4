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
const DEFAULT_POINTS = 10_000_000
const HISTORY_DAYS = 14

interface Watched {
  readonly signals: number
  /** Days of history to learn from. */
  readonly days: number
  /** An hour of them holds every duty that is done less often than each cycle. */
  readonly cycles: number
}

export const suite: Suite = {
  what: 'a Prometheus watched in cycles of a minute',
  async run() {
    const few = await measure({ signals: 50, days: 1 / 8, cycles: 20 })
    const many = await measure({ signals: 1000, days: 1, cycles: 60 })
    const most = await measure({ signals: 10_000, days: 1 / 8, cycles: 20 })
    return [
      cycleRow(many, '≤ 5 %'),
      cycleRow(most),
      holdRow(many),
      holdRow(most),
      ...[few, many, most].map(memoryRow),
      {
        what: 'memory that one more signal takes',
        measured: `${((most.memory - few.memory) / (most.signals - few.signals) / 1000).toFixed(0)} KB`,
      },
      ...learnRows(many),
    ]
  },
}

async function measure({ signals, days, cycles }: Watched): Promise<CycleCost> {
  const api = spawn(process.execPath, [API, String(signals / 50)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  try {
    const [port] = (await once(api.stdout, 'data')) as [Buffer]
    const url = `http://127.0.0.1:${port.toString().trim()}`
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

function cycleRow({ signals, cycleCpuMilliseconds: milliseconds }: CycleCost, wanted = ''): Row {
  const share = (milliseconds / (CYCLE_SECONDS * 1000)) * 100
  return {
    what: `${count(signals)} signals: a cycle, saving and predicting included`,
    measured: `${milliseconds.toFixed(0)} ms CPU: ${share.toFixed(2)} % of a core`,
    wanted,
  }
}

function holdRow({ signals, longestHoldMilliseconds: longest }: CycleCost): Row {
  return {
    what: `${count(signals)} signals: the longest that the event loop was held`,
    measured: `${longest.watching.toFixed(0)} ms CPU watching, ${longest.learning.toFixed(0)} ms learning`,
    wanted: '≤ 100 ms',
  }
}

function memoryRow({ signals, memory }: CycleCost): Row {
  const measured = `${(memory / 1e6).toFixed(0)} MB`
  return { what: `${count(signals)} signals: memory of the process, after learning`, measured }
}

function learnRows({ signals, points, learnCpuMilliseconds, learnMilliseconds }: CycleCost): Row[] {
  const perSecond = (points / learnMilliseconds) * 1000
  const daily = (HISTORY_DAYS * 1440 * signals) / perSecond
  return [
    {
      what: `${count(signals)} signals: learning from history`,
      measured:
        `${((learnCpuMilliseconds * 1000) / points).toFixed(1)} µs CPU a point; ` +
        `${(perSecond / 1e6).toFixed(2)} M points/s`,
    },
    {
      what: 'at that rate: 14 days of minutes of 1,000 signals; the default of 10 M points',
      measured: `${daily.toFixed(0)} s; ${(DEFAULT_POINTS / perSecond).toFixed(0)} s`,
    },
  ]
}

function count(number: number): string {
  return number.toLocaleString('en')
}
