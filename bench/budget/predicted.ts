import { discoverQueries } from '../../src/engine/discovery.ts'
import { Foresight } from '../../src/engine/foresight/foresight.ts'
import { Situation } from '../../src/engine/situation.ts'
import { Watch } from '../../src/engine/watch.ts'
import { createTelemetry } from '../../src/telemetry.ts'
import { createLogger } from '../../src/telemetry/log.ts'
import { DAY, inProcess, OFFSET, watchOptions, type DemoSource } from './demo-watch.ts'

/** As often as the engine looks ahead. */
const PREDICT_EVERY = 300

const log = createLogger({ level: 'error', format: 'logfmt' })
const telemetry = createTelemetry({ version: 'bench', log, processMetrics: false })

/** A ledger without a past. */
const NOTHING_STORED = {
  scoreSignals: () => Promise.resolve([]),
  scoreBins: () => Promise.resolve([]),
  countStatements: () => Promise.resolve([]),
  listVoices: () => Promise.resolve([]),
  unsettledStatements: () => Promise.resolve([]),
}

/**
 * When each signal with a limit was first predicted to reach it: seconds after `from` by signal id.
 * The day before is read, as after a restart.
 */
export async function predictedIn(
  demo: DemoSource,
  step: 15 | 60,
  { from, until }: { from: number; until: number },
): Promise<Map<string, number>> {
  demo.setNow(until + OFFSET)
  const { source } = demo
  const timing = { step, window: 4 * step, scrapeInterval: step, capacity: 500 }
  const watch = new Watch({ source, pool: inProcess, ...timing })
  const selection = await discoverQueries(source, watchOptions(1), until)
  const queries = selection.queries.filter(({ limit }) => limit !== undefined)
  watch.watch({ ...selection, queries }, () => true)
  const foresight = new Foresight({
    situation: new Situation(),
    telemetry,
    store: NOTHING_STORED,
    isMutedByOverride: () => false,
  })
  const first = new Map<string, number>()
  for (let now = from; now <= until; now += PREDICT_EVERY) {
    while ((await watch.advance(now, from - DAY)).more);
    const on = { watch, pool: inProcess, horizonSeconds: DAY, now }
    const { predictions } = await foresight.advance(on)
    for (const { signal, state } of predictions)
      if (state === 'open' && !first.has(signal)) first.set(signal, now - from)
  }
  return first
}
