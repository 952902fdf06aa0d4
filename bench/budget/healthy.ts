import { backtest, type Backtest } from '../../src/engine/backtest/backtest.ts'
import type { Row } from '../suite.ts'
import { DAY, engineOptions, inProcess, openDemo, START } from './demo-watch.ts'

const SEEDS = [101, 102, 103]
const LEARN_DAYS = 2
const DAYS = 14

/** Weeks of the demo in which nothing is broken (deploys and a busy day there are), by `rootops backtest`. */
export async function measureHealthy(budget: number): Promise<Row[]> {
  const results: Backtest[] = []
  for (const seed of SEEDS) {
    results.push(await backtestSeed(seed, budget))
    console.error(`budget: healthy weeks of seed ${seed} done`)
  }
  const weeks = results.map(({ days, pages, since }) =>
    days.length === 0 ? [] : [0, 1].map((week) => countIn(pages, since + 7 * DAY * week)),
  )
  const rate =
    results.reduce((sum, { pages }) => sum + pages.length, 0) / ((SEEDS.length * DAYS) / 7)
  return [
    {
      what: `demo without faults, ${results[0]!.signals} signals, 60 s steps: pages a week (${SEEDS.length} seeds, ${DAYS} days each after ${LEARN_DAYS} of learning)`,
      measured: `${rate.toFixed(1)} (single weeks ${weeks.flat().join(', ')})`,
      wanted: `${budget / 2} to ${budget * 2}: a factor of two of ${budget}`,
    },
  ]
}

async function backtestSeed(seed: number, budget: number): Promise<Backtest> {
  const demo = await openDemo(seed, 60)
  const until = START + (LEARN_DAYS + DAYS) * DAY
  demo.setNow(until)
  const options = engineOptions(budget, { interval: 60, history: LEARN_DAYS * DAY })
  const on = { source: demo.source, pool: inProcess, options, onProgress: () => {} }
  const result = await backtest(on, { since: until - DAYS * DAY, until })
  await demo.close()
  return result
}

function countIn(pages: Backtest['pages'], from: number): number {
  return pages.filter(({ told_at: at }) => at >= from && at < from + 7 * DAY).length
}
