import { expect, it } from 'vitest'

import { createRandom } from '../../math/random.ts'
import { gatherOperations } from '../traces/operations.ts'
import { columnsOf, drawsOf, type TestRow } from '../traces/batches.fixture.ts'
import { BASELINE_LENGTH, learnHour, type Baseline } from './baseline.ts'
import { hourOfCalls } from './hour-of-calls.ts'
import { judgeAgainstPast, type AgainstPast } from './judge-against-past.ts'
import { OpenMinute } from './minute-counts.ts'
import { operationsOfBatch } from './operations-of-batch.ts'

const FIRST = 1_763_942_400 / 3600
const HOURS = 96

/** Four days of an operation, learned as it would be from spans: minutes and hours vary, too. */
function learned(seed: number): Baseline {
  const draws = drawsOf(seed)
  const baseline = new Float32Array(BASELINE_LENGTH)
  for (let hour = 0; hour < HOURS; hour++) {
    const minutes = Array.from({ length: 60 }, (_, m) => new OpenMinute((FIRST + hour) * 60 + m))
    const ofHour = Math.exp(0.1 * draws.normal())
    for (const minute of minutes) {
      const load = ofHour * Math.exp(0.1 * draws.normal())
      for (let i = 0; i < 10; i++)
        minute.add(0, 50 * load * Math.exp(0.5 * draws.normal()), draws.uniform() < 0.01 ? 1 : 0)
    }
    const told = hourOfCalls(
      FIRST + hour,
      minutes.map((minute) => minute.read()),
      0,
    )
    learnHour(baseline, told!)
  }
  return baseline
}

interface Batch {
  readonly factor?: number
  readonly failing?: number
  readonly rows?: number
}

function batch(seed: number, operations: number, change: (operation: number) => Batch): TestRow[] {
  const draws = drawsOf(seed)
  return Array.from({ length: operations }, (_, operation) => {
    const { factor = 1, failing = 0.01, rows = 200 } = change(operation)
    const ofHour = Math.exp(0.1 * draws.normal())
    const loads = Array.from({ length: 10 }, () => ofHour * Math.exp(0.1 * draws.normal()))
    return Array.from({ length: rows }, (_, i) => ({
      operation: `op${operation}`,
      at: (i * 600) / rows,
      ms: 50 * factor * loads[Math.floor((i * 10) / rows)]! * Math.exp(0.5 * draws.normal()),
      failed: draws.uniform() < failing,
    }))
  }).flat()
}

function judged(rows: readonly TestRow[], baseline: Baseline | undefined): AgainstPast[] {
  const operations = operationsOfBatch(gatherOperations(columnsOf(rows), undefined))
  return judgeAgainstPast(operations, () => baseline, FIRST + HOURS + 3)
}

it('tells what a batch alone cannot know: slow from its first row on', () => {
  const [one, two, three] = judged(
    batch(1, 3, (i) => ({ factor: i === 0 ? 2 : 1 })),
    learned(2),
  )
  expect(one).toMatchObject({ verdict: 'slower', operation: 'op0' })
  expect(one!.usual!.basis).toBe('hour_of_day')
  expect(one!.expected).toBeGreaterThan(45)
  expect(one!.ratio).toBeGreaterThan(1.6)
  // The load of its hour and minutes moves it by a tenth each, too.
  expect(one!.ratio).toBeLessThan(2.7)
  expect([two!.verdict, three!.verdict]).toEqual(['as_usual', 'as_usual'])
})

it('tells what fails more than usual, and what is faster', () => {
  const [failing, faster] = judged(
    batch(3, 2, (i) => (i === 0 ? { failing: 0.15 } : { factor: 0.3 })),
    learned(4),
  )
  expect(failing).toMatchObject({ verdict: 'as_usual' })
  expect(failing!.failing!.observed).toBeGreaterThan(0.08)
  expect(failing!.failing!.expected).toBeCloseTo(0.01, 2)
  expect(faster).toMatchObject({ verdict: 'faster', failing: undefined })
})

it('says nothing of few calls, or without a past', () => {
  const [few] = judged(
    batch(5, 1, () => ({ factor: 9, rows: 19 })),
    learned(6),
  )
  expect(few!.verdict).toBe('too_little_data')
  const [unknown] = judged(
    batch(5, 1, () => ({ factor: 9 })),
    undefined,
  )
  expect(unknown).toMatchObject({ verdict: 'unknown', usual: undefined })
})

it('lets few healthy operations seem odd, and misses few that are twice as slow', () => {
  const baseline = learned(7)
  const seeds = createRandom(8)
  let alarms = 0
  let found = 0
  const batches = 20
  const operations = 50
  for (let i = 0; i < batches; i++) {
    const seed = Math.floor(seeds() * 1e9)
    const healthy = judged(
      batch(seed, operations, () => ({})),
      baseline,
    )
    alarms += healthy.filter(
      ({ verdict, failing }) => verdict === 'slower' || verdict === 'faster' || failing,
    ).length
    const slow = judged(
      batch(seed + 1, operations, (n) => ({ factor: n < 5 ? 2 : 1 })),
      baseline,
    )
    found += slow.slice(0, 5).filter(({ verdict }) => verdict === 'slower').length
  }
  expect(alarms / (batches * operations)).toBeLessThanOrEqual(0.005)
  expect(found / (batches * 5)).toBeGreaterThanOrEqual(0.8)
})
