/**
 * Saves the states of so many signals and takes them up again through the real store, as an engine
 * does when it starts, and prints what that cost as JSON: `node bench/restore-run.ts SIGNALS`.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { createBank, encodeState, stateInBank } from '../src/detect/metrics/state.ts'
import { signalOf } from '../src/discover/signal.ts'
import { allSignals } from '../src/engine/begin-watch.ts'
import { Watch } from '../src/engine/watch.ts'
import type { Query } from '../src/model/signal.ts'
import type { MetricsSource } from '../src/sources/source.ts'
import { openStore } from '../src/store/open-store.ts'

/** CPU milliseconds, kernel included. */
export interface RestoreCost {
  readonly encode: number
  readonly save: number
  readonly load: number
  readonly restore: number
}

const SIGNALS_A_QUERY = 200
const NOW = 1_790_000_000
const count = Number(process.argv[2])

const queries = Array.from({ length: count / SIGNALS_A_QUERY }, (_, i): Query => ({
  id: `query-${i}`,
  expr: `rate(requests_${i}_total[$__window])`,
  metric: `requests_${i}_total`,
  title: 'requests',
  role: 'rate',
  unit: 'per_second',
  bad: 'both',
  entityLabels: ['instance'],
}))
const signals = queries.flatMap((query) =>
  Array.from({ length: SIGNALS_A_QUERY }, (_, i) =>
    signalOf(query, { job: 'api', instance: `host-${i}:9100` }),
  ),
)
const bank = createBank(count)
new Float64Array(bank).fill(Math.PI)
const folder = mkdtempSync(join(tmpdir(), 'rootops-bench-'))

async function cpuOf<T>(work: () => T | Promise<T>): Promise<{ cost: number; made: T }> {
  const before = process.cpuUsage()
  const made = await work()
  const { user, system } = process.cpuUsage(before)
  return { cost: (user + system) / 1000, made }
}

async function save() {
  const store = await openStore({ path: folder })
  const encoded = await cpuOf(() =>
    signals.map(({ id }, slot) => ({
      signalId: id,
      timestamp: NOW,
      bytes: encodeState(stateInBank(bank, slot)),
    })),
  )
  const record = { states: encoded.made, signals, judgedUntil: NOW }
  await store.saveCycle(record)
  // What is written every few minutes replaces what was there.
  const saved = await cpuOf(() => store.saveCycle(record))
  await store.close()
  return { encode: encoded.cost, save: saved.cost }
}

async function restore() {
  const store = await openStore({ path: folder })
  const watch = new Watch({
    source: {} as MetricsSource,
    pool: { run: () => Promise.reject(new Error('nothing is judged here')) },
    step: 60,
    window: 240,
    scrapeInterval: 15,
    capacity: count,
  })
  watch.watch({ queries, estimatedSignals: count }, () => true)
  const read = await cpuOf(async () => [await allSignals(store), await store.loadStates()] as const)
  const taken = await cpuOf(() => watch.restore(...read.made))
  await store.close()
  if (taken.made !== count) throw new Error(`${taken.made} of ${count} states were taken up`)
  return { load: read.cost, restore: taken.cost }
}

try {
  const cost: RestoreCost = { ...(await save()), ...(await restore()) }
  console.log(JSON.stringify(cost))
} finally {
  rmSync(folder, { recursive: true })
}
