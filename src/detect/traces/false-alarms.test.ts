import { expect, it } from 'vitest'

import { analyze, drawsOf, type Draws, type TestRow } from './batches.fixture.ts'

const BATCHES = 300

const SHAPES: readonly ((draws: Draws, spread: number) => number)[] = [
  (draws, spread) => Math.exp(spread * draws.normal()),
  (draws, spread) => Math.max(0.01, 1 + 0.25 * spread * draws.normal()),
  // Pareto tails with index 1.3 to 3.8, heavier than any latency should have.
  (draws, spread) => (1 - draws.uniform()) ** (-1 / (3.8 - 2.1 * spread)),
  (draws) => draws.exponential() + 0.05,
  (draws) => draws.exponential() ** 1.7 + 0.05,
  (draws) => (draws.uniform() < 0.7 ? 1 : 2.5) * Math.exp(0.3 * draws.normal()),
]

/** A healthy batch: 30 to 5,000 rows, 1 to 12 operations, 1 to 3 services, any kind of arrival. */
function healthyBatch(seed: number): TestRow[] {
  const draws = drawsOf(seed * 7919)
  const length = Math.round(30 * (5000 / 30) ** draws.uniform())
  const operations = draws.between(1, 12)
  const services = draws.between(1, 3)
  const spread = 0.05 + 1.15 * draws.uniform()
  const shape = SHAPES[draws.between(0, SHAPES.length - 1)]!
  const seconds = [120, 3600, 86_400][draws.between(0, 2)]!
  const isRegular = draws.uniform() < 0.4
  const whole = draws.uniform() < 0.2
  const failing = draws.uniform() < 0.5 ? 0 : 0.08 * draws.uniform()
  const bases = Array.from({ length: operations }, () => 3 * Math.exp(4 * draws.uniform()))
  return Array.from({ length }, (_, i) => {
    const operation = draws.between(0, operations - 1)
    const ms = bases[operation]! * shape(draws, spread)
    return {
      ms: whole ? Math.round(ms) : ms,
      at: isRegular ? (i * seconds) / length : draws.uniform() * seconds,
      operation: `op${operation}`,
      service: `s${operation % services}`,
      trace: `t${i}`,
      failed: draws.uniform() < failing,
    }
  })
}

it('calls at most one healthy batch in a hundred anomalous', () => {
  const alarms: string[] = []
  for (let seed = 1; seed <= BATCHES; seed++) {
    const { analysis } = analyze(healthyBatch(seed))
    expect(analysis.verdict).not.toBe('insufficient_data')
    if (analysis.verdict !== 'ok') {
      alarms.push(`${seed}: ${analysis.anomalies.map(({ summary }) => summary).join(' | ')}`)
    }
  }
  // The sentences of the alarms are what one wants to read when this fails.
  expect(alarms.slice(BATCHES / 100)).toEqual([])
})

// Calls of a minute share their load; a test that takes them for independent sees changes everywhere.
it('is not fooled by minutes that share their load', () => {
  let alarms = 0
  for (let seed = 1; seed <= 60; seed++) {
    const draws = drawsOf(seed * 104_729)
    const load = Array.from({ length: 60 }, () => Math.exp(0.3 * draws.normal()))
    const rows = Array.from({ length: 2000 }, (_, i) => ({
      ms: 50 * load[Math.floor((i * 60) / 2000)]! * Math.exp(0.5 * draws.normal()),
      at: i * 1.8,
    }))
    if (analyze(rows).analysis.verdict !== 'ok') alarms++
  }
  expect(alarms).toBeLessThanOrEqual(1)
})
