/**
 * A process that watches the API at `url` as RootOps does, with a clock that jumps from cycle to
 * cycle, and prints what that cost as JSON: `node bench/cycle-run.ts URL SIGNALS DAYS CYCLES`.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { createEngine } from '../src/engine/create-engine.ts'
import { openPrometheus } from '../src/sources/prometheus/open-prometheus.ts'
import { openStore } from '../src/store/open-store.ts'
import { createTelemetry } from '../src/telemetry.ts'
import { createLogger } from '../src/telemetry/log.ts'

export interface CycleCost {
  readonly signals: number
  /** Bytes resident at the end. */
  readonly memory: number
  readonly points: number
  readonly learnCpuMilliseconds: number
  readonly learnMilliseconds: number
  /** Per cycle, in steady state, states and predictions included. */
  readonly cycleCpuMilliseconds: number
  /** CPU of the main thread without a turn of the event loop: what nobody else can change. */
  readonly longestHoldMilliseconds: { readonly learning: number; readonly watching: number }
}

const STEP = 60
const DAY = 86_400
const [url = '', signals = '', days = '', cycles = ''] = process.argv.slice(2)

const folder = mkdtempSync(join(tmpdir(), 'rootops-bench-'))
const store = await openStore({ path: folder })
const log = createLogger({ level: 'error', format: 'logfmt' })

let time = Math.floor(1_790_000_000 / DAY) * DAY
const clock = {
  now: () => time,
  async wait(seconds: number, signal: AbortSignal) {
    // The loop turns, so that everything else that is due gets its turn, too.
    await new Promise((resolve) => {
      setImmediate(resolve)
    })
    if (!signal.aborted) time += seconds
  },
}
const source = openPrometheus({
  url,
  httpConfig: {},
  timeoutSeconds: 30,
  concurrency: 2,
  now: clock.now,
})
const engine = createEngine({
  source,
  store,
  telemetry: createTelemetry({ version: 'bench', log }),
  clock,
  options: {
    sourceUrl: url,
    watch: {
      maxSignals: Number(signals),
      maxSeriesPerQuery: 200,
      include: undefined,
      exclude: undefined,
      alertBudget: 3,
    },
    interval: STEP,
    offset: 5,
    history: Number(days) * DAY,
    historyPoints: 1e9,
    rediscover: 1800,
    horizon: DAY,
    forecastInterval: 300,
    retention: 365 * DAY,
    dryRun: false,
  },
})

function cpu(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

function threadCpu(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}

const LOOK_MS = 4
let longestHold = 0
let threadCpuBefore = threadCpu()
setInterval(() => {
  const now = threadCpu()
  longestHold = Math.max(longestHold, now - threadCpuBefore)
  threadCpuBefore = now
}, LOOK_MS).unref()

const cpuBefore = cpu()
const started = performance.now()
let count = 0
let learned = { cpu: 0, milliseconds: 0, points: 0, longest: 0 }
let cpuOfFirst = 0
const done = new Promise<void>((resolve) => {
  engine.onCycle(() => {
    count++
    if (count === 1) {
      learned = {
        cpu: cpu() - cpuBefore,
        milliseconds: performance.now() - started,
        points: source.load().points,
        longest: longestHold,
      }
      cpuOfFirst = cpu()
      longestHold = 0
    }
    if (count === 1 + Number(cycles)) resolve()
  })
})
await engine.start()
await done
if (engine.scores().signals.length < Number(signals)) throw new Error('not everything is watched')
const cost: CycleCost = {
  signals: engine.scores().signals.length,
  memory: process.memoryUsage.rss(),
  points: learned.points,
  learnCpuMilliseconds: learned.cpu,
  learnMilliseconds: learned.milliseconds,
  cycleCpuMilliseconds: (cpu() - cpuOfFirst) / Number(cycles),
  longestHoldMilliseconds: { learning: learned.longest, watching: longestHold },
}
console.log(JSON.stringify(cost))
await engine.stop()
await source.close()
await store.close()
rmSync(folder, { recursive: true })
