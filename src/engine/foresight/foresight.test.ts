import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { aSignal } from '../../../test/findings.ts'
import type { Crossing } from '../../forecast/crossing/question.ts'
import type { Query } from '../../model/signal.ts'
import { openStore } from '../../store/open-store.ts'
import type { Store } from '../../store/store.ts'
import { createTelemetry } from '../../telemetry.ts'
import { createLogger } from '../../telemetry/log.ts'
import type { PredictionAnswer, PredictionTask } from '../jobs/prediction-job.ts'
import { LAST_LENGTH } from '../judged.ts'
import { createRecentSamples } from '../recent.ts'
import { SignalTable } from '../signal-table.ts'
import { Situation } from '../situation.ts'
import type { WorkerPool } from '../worker-pool.ts'
import { Foresight, type Foreseen } from './foresight.ts'
import type { Outlook } from './outlook.ts'

const STEP = 60
const HORIZON = 3600
/** No row of any signal was odd. */
const UNJUDGED = new Float64Array(100 * LAST_LENGTH).fill(NaN)
const START = 1_800_000_000
const query: Query = {
  id: 'q',
  expr: 'used',
  metric: 'used',
  title: 'disk usage',
  role: 'utilization',
  unit: 'ratio',
  bad: 'up',
  limit: { value: 1, direction: 'up', means: 'full' },
  entityLabels: ['instance'],
}

function crossingOf(probability: number): Crossing {
  const breach_seconds = { p10: 600, p50: 1200, p90: null }
  return { probability, breach_seconds, model: 'exhaustion', reference: 0.1 }
}

/** Disks whose values and forecasts a test says, a foresight over them, and what it stores. */
class World {
  readonly lines: string[] = []
  readonly telemetry = createTelemetry({
    version: 'test',
    log: createLogger({ write: (line) => this.lines.push(line) }),
    processMetrics: false,
  })
  situation = new Situation()
  foresight: Foresight
  readonly table = new SignalTable(100)
  recent = createRecentSamples(STEP)
  now = START
  muted = false
  readonly store: Store
  readonly #watched = { query, slots: [], judgedUntil: undefined, failure: undefined }

  constructor(store: Store) {
    this.store = store
    this.foresight = this.#foresight()
  }

  #foresight(): Foresight {
    const { situation, telemetry, store } = this
    return new Foresight({ situation, telemetry, store, isMutedByOverride: () => this.muted })
  }

  /** Another process over the same store, that read the newest week again. */
  async restart(): Promise<void> {
    this.situation = new Situation()
    this.foresight = this.#foresight()
    await this.situation.load(this.store, this.now)
    await this.foresight.load(this.now)
  }

  /** Minutes pass, each with one value a disk; NaN is a sample that is not there. */
  pass(values: readonly number[], disk = 'a'): void {
    const slot = this.table.slotOfSeries(this.#watched, { instance: disk })!
    const times = Float64Array.from(values, (_, i) => this.now + (i + 1) * STEP)
    this.recent.record(slot, times, Float64Array.from(values))
  }

  /** Looks ahead `minutes` later: each disk is said to fill with this probability. */
  async look(minutes: number, probability: number | undefined): Promise<Foreseen> {
    this.now += minutes * STEP
    const run = <T>(_: string, task: unknown) => {
      const { questions } = task as PredictionTask
      const crossing = probability === undefined ? undefined : crossingOf(probability)
      return Promise.resolve(
        questions.map(({ slot }): PredictionAnswer => ({ slot, crossing })) as T,
      )
    }
    const pool: Pick<WorkerPool, 'run'> = { run }
    const { table, recent, now } = this
    const watch = { table, recent, step: STEP, last: UNJUDGED }
    const foreseen = await this.foresight.advance({ watch, pool, horizonSeconds: HORIZON, now })
    await this.store.saveCycle(foreseen)
    await this.foresight.review(now)
    return foreseen
  }

  async ledger() {
    return (await this.store.listStatements({ limit: 1000 })).items
  }

  async predictions() {
    return (await this.store.listPredictions({ limit: 1000 })).items
  }

  async metric(name: string): Promise<string[]> {
    const text = await this.telemetry.registry.metrics()
    return text.split('\n').filter((line) => line.startsWith(name))
  }
}

let store: Store
let world: World
beforeEach(async () => {
  store = await openStore({ path: ':memory:' })
  world = new World(store)
  await world.foresight.load(START)
})
afterEach(() => store.close())

const minutes = (count: number, value: number) => Array.from({ length: count }, () => value)

describe('the ledger', () => {
  it('holds what was said first, and a sample of every signal beside', async () => {
    world.pass(minutes(5, 0.8))
    await world.look(5, 0.9)
    world.pass(minutes(5, 0.85))
    await world.look(5, 0.7)
    const statements = await world.ledger()
    expect(statements.map(({ occasion }) => occasion).sort()).toEqual(['opening', 'sample'])
    const [prediction] = await world.predictions()
    expect(prediction).toMatchObject({
      probability: 0.7,
      class: 'exhaustion',
      opened_at: START + 300,
      made_at: START + 600,
      outcome: 'pending',
    })
    expect(statements.find(({ occasion }) => occasion === 'opening')).toMatchObject({
      prediction: prediction!.id,
      probability: 0.9,
      reference: 0.1,
      made_at: START + 300,
      value: expect.closeTo(0.8),
      threshold: 1,
    })
  })

  it('samples what is unlikely, one at a time, again when the horizon is over', async () => {
    for (let look = 0; look < 25; look++) {
      world.pass(minutes(5, 0.3))
      await world.look(5, 0.01)
    }
    expect(await world.predictions()).toEqual([])
    const statements = await world.ledger()
    expect(statements.map(({ made_at, outcome }) => [(made_at - START) / 60, outcome])).toEqual([
      [125, 'pending'],
      [65, 'did_not'],
      [5, 'did_not'],
    ])
  })

  it('closes a prediction with the outcome of what was said', async () => {
    world.pass(minutes(5, 0.8))
    await world.look(5, 0.9)
    // It was full between two looks.
    world.pass([0.9, 1, 0.95, 0.95, 0.95])
    const { findings } = await world.look(5, 0.9)
    const [again, first] = await world.predictions()
    expect(first).toMatchObject({
      state: 'came_true',
      closed_because: 'reached',
      outcome: 'came_true',
      closed_at: START + 420,
    })
    expect(findings).toMatchObject([
      { kind: 'prediction', start: START + 300, end: START + 420 },
      { kind: 'prediction', end: null },
    ])
    expect(again).toMatchObject({ state: 'open', opened_at: START + 600 })
    expect(await world.metric('rootops_forecast_statements_total{class="exhaustion"')).toContain(
      'rootops_forecast_statements_total{class="exhaustion",outcome="came_true"} 2',
    )
  })

  it('closes it as what did not happen when the horizon is over, and may open another', async () => {
    for (let look = 0; look < 13; look++) {
      world.pass(minutes(5, 0.8))
      await world.look(5, 0.9)
    }
    const [again, first] = await world.predictions()
    expect(first).toMatchObject({
      state: 'did_not',
      closed_because: 'horizon_passed',
      closed_at: START + 300 + HORIZON,
    })
    expect(again).toMatchObject({ state: 'open', opened_at: START + 300 + HORIZON })
    expect(again!.id).not.toBe(first!.id)
  })

  it('does not take back what was said when a prediction is withdrawn', async () => {
    world.pass(minutes(5, 0.8))
    await world.look(5, 0.9)
    world.pass(minutes(5, 0.8))
    await world.look(5, 0.1)
    expect(await world.predictions()).toMatchObject([
      { state: 'withdrawn', closed_because: 'less_likely', outcome: 'pending' },
    ])
    world.pass(minutes(55, 0.8))
    await world.look(55, 0.1)
    expect(await world.predictions()).toMatchObject([{ state: 'withdrawn', outcome: 'did_not' }])
  })

  it('says that a cleaned disk was averted, and waits until it is sure', async () => {
    world.pass(minutes(5, 0.8))
    await world.look(5, 0.9)
    world.pass([0.82, 0.84, 0.86, 0.3, 0.3])
    await world.look(5, 0.01)
    expect(await world.predictions()).toMatchObject([{ state: 'open' }])
    world.pass(minutes(5, 0.3))
    await world.look(5, 0.01)
    expect(await world.predictions()).toMatchObject([
      { state: 'averted', closed_because: 'cause_undone', outcome: 'averted' },
    ])
    expect(world.situation.predictions.size).toBe(0)
  })

  it('does not know the outcome of what is gone', async () => {
    world.pass(minutes(5, 0.8))
    await world.look(5, 0.9)
    world.recent = createRecentSamples(STEP)
    await world.look(60, undefined)
    expect((await world.ledger()).map(({ outcome }) => outcome)).toEqual(['pending', 'pending'])
    await world.look(61, undefined)
    expect((await world.ledger()).map(({ outcome }) => outcome)).toEqual(['unknown', 'unknown'])
    expect(await world.predictions()).toMatchObject([
      { state: 'withdrawn', closed_because: 'no_samples', outcome: 'unknown' },
    ])
  })

  it('makes no statement from samples that are old', async () => {
    world.pass([...minutes(5, 0.8), ...minutes(20, NaN)])
    await world.look(25, 0.9)
    expect(await world.ledger()).toEqual([])
  })

  it('says nothing of what is reached', async () => {
    world.pass(minutes(5, 1))
    await world.look(5, 1)
    expect(await world.ledger()).toEqual([])
    expect(await world.predictions()).toEqual([])
  })
})

describe('after a restart', () => {
  it('goes on, and settles what became due meanwhile by the samples since', async () => {
    world.pass(minutes(5, 0.8))
    await world.look(5, 0.9)
    await world.restart()
    expect(world.situation.predictions.size).toBe(1)
    world.pass([...minutes(30, 0.9), ...minutes(100, 1)])
    await world.look(130, 1)
    expect((await world.ledger()).map(({ outcome }) => outcome)).toEqual(['came_true', 'came_true'])
    expect(await world.predictions()).toMatchObject([
      { state: 'came_true', closed_at: START + 300 + 31 * STEP },
    ])
  })

  it('does not say twice what waits for its outcome', async () => {
    world.pass(minutes(5, 0.8))
    await world.look(5, 0.9)
    await world.restart()
    world.pass(minutes(5, 0.8))
    await world.look(5, 0.9)
    expect(await world.ledger()).toHaveLength(2)
  })
})

describe('an outlook on what is not watched', () => {
  const signal = aSignal({
    id: 'budget',
    name: 'error budget of checkout',
    limit: { value: 1, direction: 'up', means: 'spent', source: 'objective' },
  })
  const outlook = (value: number, now: number): Outlook => {
    return { signal, value, crossing: crossingOf(0.9), horizonSeconds: HORIZON, now }
  }
  const on = () => {
    const { table, recent, now } = world
    const pool = { run: <T>() => Promise.resolve([] as T) }
    return {
      watch: { table, recent, step: STEP, last: UNJUDGED },
      pool,
      horizonSeconds: HORIZON,
      now,
    }
  }

  it('goes the same way, and is settled by the values that its outlooks told', async () => {
    const opened = await world.foresight.advance(on(), [outlook(0.7, START)])
    expect(opened.predictions).toMatchObject([{ class: 'objective', state: 'open' }])
    world.now += 600
    const spent = await world.foresight.advance(on(), [outlook(1, START + 600)])
    expect(spent.predictions).toMatchObject([{ state: 'came_true', closed_at: START + 600 }])
    expect(spent.statements.map(({ outcome }) => outcome)).toEqual(['came_true', 'came_true'])
  })

  it('did not happen when its values stayed below', async () => {
    for (let i = 0; i < 12; i++) {
      world.now = START + i * 300
      await world.foresight.advance(on(), [outlook(0.7, world.now)])
    }
    world.now = START + HORIZON
    const { statements } = await world.foresight.advance(on(), [outlook(0.7, world.now)])
    expect(statements.filter(({ outcome }) => outcome === 'did_not')).toHaveLength(2)
  })
})

describe('mutes', () => {
  it('open none, close what is open, and leave the samples', async () => {
    world.muted = true
    world.pass(minutes(5, 0.8))
    await world.look(5, 0.9)
    expect(await world.predictions()).toEqual([])
    expect(await world.ledger()).toMatchObject([{ occasion: 'sample' }])
    world.muted = false
    world.pass(minutes(5, 0.8))
    await world.look(5, 0.9)
    expect(await world.predictions()).toMatchObject([{ state: 'open' }])
    await store.addMute({ id: 'm', start: START, end: START + 1e6, entity: 'a' })
    await world.situation.loadMutes(store, { start: START, end: START + 1e6 })
    world.pass(minutes(5, 0.8))
    await world.look(5, 0.9)
    expect(await world.predictions()).toMatchObject([
      { state: 'withdrawn', closed_because: 'muted', outcome: 'pending' },
    ])
  })
})

describe('a class that does worse than counting', () => {
  const DISKS = ['a', 'b', 'c', 'd', 'e', 'f']

  /** So many horizons in which every disk is said to fill, and none does. */
  async function cryWolf(horizons: number): Promise<void> {
    for (let i = 0; i < horizons * 12; i++) {
      for (const disk of DISKS) world.pass(minutes(5, 0.8), disk)
      await world.look(5, 0.9)
    }
  }

  it('falls silent by itself, says so, stays so, and speaks again when it has earned it', async () => {
    await cryWolf(4.5)
    expect(world.situation.predictions.size).toBe(0)
    const skill = () => world.foresight.skills.find((one) => one.class === 'exhaustion')!
    expect(skill().silent_since).not.toBeNull()
    expect(skill().skill).toBeLessThan(0)
    expect(skill().summary).toMatch(/^exhaustion: silent, because it did worse/)
    expect(world.foresight.skills.filter(({ silent_since }) => silent_since !== null)).toHaveLength(
      1,
    )
    expect((await world.predictions()).map(({ closed_because }) => closed_because)).toContain(
      'class_silent',
    )
    expect(await world.metric('rootops_forecast_silent{class="exhaustion"')).toEqual([
      'rootops_forecast_silent{class="exhaustion"} 1',
    ])
    expect(world.lines.join('')).toContain('predictions fall silent')

    await world.restart()
    const told = (await world.predictions()).length
    await cryWolf(1)
    expect(await world.predictions()).toHaveLength(told)
    expect(
      (await world.ledger()).some((one) => one.occasion === 'opening' && !one.prediction),
    ).toBe(true)

    // Now what is said happens, again and again.
    for (let i = 0; i < 30 && skill().silent_since !== null; i++) {
      for (const disk of DISKS) world.pass(minutes(5, 0.8), disk)
      await world.look(5, 0.9)
      for (const disk of DISKS) world.pass([...minutes(30, 0.9), ...minutes(25, 1)], disk)
      await world.look(55, 1)
    }
    expect(skill().silent_since).toBeNull()
    expect(world.lines.join('')).toContain('predictions speak again')
    for (const disk of DISKS) world.pass(minutes(5, 0.8), disk)
    await world.look(5, 0.9)
    expect(world.situation.predictions.size).toBe(DISKS.length)
  })
})
