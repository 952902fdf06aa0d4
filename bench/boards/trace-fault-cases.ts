import type { TestRow } from '../../src/detect/traces/batches.fixture.ts'
import { drawnSetting, neighboursOf, plainSetting, type Setting } from './trace-fault-draws.ts'

/** What ought to be told of a batch; times in seconds after its start. */
export interface Truth {
  readonly service: string
  readonly operation: string
  readonly kind: string
  readonly start: number
  readonly end: number
}

export interface Batch {
  readonly rows: readonly TestRow[]
  /** Empty for a healthy batch. */
  readonly truths: readonly Truth[]
}

export interface FaultCase {
  readonly name: string
  readonly isHealthy: boolean
  /** Member 0 is the case as it was first described, the others are drawn around it. */
  readonly member: (seed: number) => Batch
}

/** One operation whose duration is base · season · noise, changed by the fault where `isOdd`. */
interface Fault {
  readonly kind: string
  /** Rows [from, to) of `count` that the fault is in, drawn or as first described. */
  readonly where: (count: number, setting: Setting, isPlain: boolean) => readonly [number, number]
  readonly factor: (place: number, setting: Setting, isPlain: boolean) => () => number
}

const between = ({ draws }: Setting, low: number, high: number) =>
  low + (high - low) * draws.uniform()

function operationWith(name: string, fault: Fault | undefined): FaultCase {
  return {
    name,
    isHealthy: fault === undefined,
    member(seed) {
      const isPlain = seed === 0
      const setting = isPlain ? plainSetting(1) : drawnSetting(seed)
      return fault === undefined
        ? batchOf(setting, () => 1, undefined)
        : faultyBatch(setting, fault, isPlain)
    },
  }
}

function faultyBatch(setting: Setting, fault: Fault, isPlain: boolean): Batch {
  const count = Math.floor(setting.rows / (1 + setting.neighbours))
  const [from, to] = fault.where(count, setting, isPlain)
  const strength = fault.factor(0, setting, isPlain)
  return batchOf(setting, (i) => (i >= from && i < to ? strength() : 1), {
    kind: fault.kind,
    from,
    to,
  })
}

function batchOf(
  setting: Setting,
  factor: (i: number, place: number) => number,
  odd: { kind: string; from: number; to: number } | undefined,
): Batch {
  const count = Math.floor(setting.rows / (1 + setting.neighbours))
  const places = setting.arrivals(count)
  const rows: TestRow[] = Array.from(places, (place, i) => ({
    ms: setting.base * setting.season(place) * setting.noise() * factor(i, place),
    at: place * setting.seconds,
    trace: `t${i}`,
  }))
  rows.push(...neighboursOf(setting, count))
  if (odd === undefined) return { rows, truths: [] }
  const truth = {
    service: 'api',
    operation: 'op',
    kind: odd.kind,
    start: places[odd.from]! * setting.seconds,
    end: places[odd.to - 1]! * setting.seconds,
  }
  return { rows, truths: [truth] }
}

/** A stretch of a part of the rows, at least `fewest`, away from both ends. */
const stretchOf =
  (plain: readonly [number, number], [low, high]: readonly [number, number], fewest: number) =>
  (count: number, setting: Setting, isPlain: boolean): readonly [number, number] => {
    if (isPlain) return plain
    const size = Math.max(fewest, Math.round(count * between(setting, low, high)))
    const from = Math.floor(between(setting, 0.15, 0.85 - size / count) * count)
    return [from, from + size]
  }

const constantly =
  (plain: number, low: number, high: number) =>
  (_: number, setting: Setting, isPlain: boolean): (() => number) => {
    const strength = isPlain ? plain : between(setting, low, high)
    return () => strength
  }

/** Rows from some place to the end. */
const fromOn =
  (plain: number, low: number, high: number) =>
  (count: number, setting: Setting, isPlain: boolean): readonly [number, number] => [
    isPlain ? plain : Math.floor(count * between(setting, low, high)),
    count,
  ]

/** Every way of wobbling that is nobody's fault. */
const flat = (name: string, change: (setting: Setting, isPlain: boolean) => Partial<Setting>) => ({
  name,
  isHealthy: true,
  member(seed: number) {
    const isPlain = seed === 0
    const setting = isPlain ? plainSetting(1) : drawnSetting(seed)
    return batchOf({ ...setting, ...change(setting, isPlain) }, () => 1, undefined)
  },
})

/** A season of half its level and the noise of 2 to 6 % that lets an oddity in its trough be one. */
function seasonal(setting: Setting, isPlain: boolean): Setting {
  const { draws } = setting
  const cycles = isPlain ? 4 : Math.round(between(setting, 2, 6))
  const noise = isPlain ? 0.025 : between(setting, 0.02, 0.06)
  const height = isPlain ? 0.5 : between(setting, 0.3, 0.6)
  return {
    ...setting,
    base: isPlain ? 200 : setting.base,
    season: (place) => 1 + height * Math.sin(2 * Math.PI * cycles * place),
    noise: () => 1 + noise * draws.normal(),
  }
}

const season: FaultCase = flat('a season', seasonal)

/** A season with one row in its trough two and a half times what is usual there. */
const trough: FaultCase = {
  name: 'an oddity in the trough of a season',
  isHealthy: false,
  member(seed) {
    const isPlain = seed === 0
    // A season is known as one from some 60 rows.
    const setting = seasonal(isPlain ? plainSetting(1) : drawnSetting(seed, 120), isPlain)
    const count = Math.floor(setting.rows / (1 + setting.neighbours))
    const batch = batchOf(setting, () => 1, { kind: 'spike', from: 0, to: 1 })
    const own = batch.rows.slice(0, count)
    const levels = own.map(({ at = 0 }) => setting.season(at / setting.seconds))
    const low = Math.min(...levels.slice(0, 5000)) * 1.1
    const troughs = levels.flatMap((level, i) => (level <= low ? [i] : []))
    const at = troughs[setting.draws.between(0, troughs.length - 1)]!
    const ms = setting.base * levels[at]! * (isPlain ? 2.5 : between(setting, 2.5, 4))
    const rows = batch.rows.map((row, i) => (i === at ? { ...row, ms } : row))
    const time = own[at]!.at!
    return { rows, truths: [{ ...batch.truths[0]!, start: time, end: time }] }
  },
}

const drift: FaultCase = {
  name: 'a slow drift to three times',
  isHealthy: false,
  member(seed) {
    const setting = seed === 0 ? plainSetting(1) : drawnSetting(seed)
    const height = seed === 0 ? 2 : between(setting, 1, 3)
    const count = Math.floor(setting.rows / (1 + setting.neighbours))
    const odd = { kind: 'drift', from: 0, to: count }
    return batchOf(setting, (_, place) => 1 + height * place, odd)
  },
}

/** A tenth of the calls, anywhere, thirty times slower. */
const bimodal: FaultCase = {
  name: 'a tenth of the calls thirty times slower',
  isHealthy: false,
  member(seed) {
    const setting = seed === 0 ? plainSetting(1) : drawnSetting(seed, 60)
    const count = Math.floor(setting.rows / (1 + setting.neighbours))
    const share = seed === 0 ? 0.1 : between(setting, 0.08, 0.15)
    const times = seed === 0 ? 30 : between(setting, 15, 40)
    const slow = new Set<number>()
    const wanted = Math.max(6, Math.round(share * count))
    while (slow.size < wanted) slow.add(setting.draws.between(0, count - 1))
    const odd = { kind: 'bimodal_tail', from: Math.min(...slow), to: 1 + highest(slow) }
    return batchOf(setting, (i) => (slow.has(i) ? times : 1), odd)
  },
}

function highest(numbers: Iterable<number>): number {
  let most = -Infinity
  for (const number of numbers) if (number > most) most = number
  return most
}

/** Operations that are far slower than all others of their service, from the first row on. */
function slowOperations(
  name: string,
  plain: { rows: number; fast: number; slow: readonly { share: number; ms: number }[] },
): FaultCase {
  return {
    name,
    isHealthy: false,
    member(seed) {
      const isPlain = seed === 0
      const fewest = 5 / Math.min(...plain.slow.map(({ share }) => share))
      const setting = isPlain ? plainSetting(1, plain.rows) : drawnSetting(seed, fewest)
      const { draws, seconds, noise } = setting
      const fast = isPlain ? plain.fast : draws.between(8, 20)
      const slow = plain.slow.map(({ share, ms }) => ({
        share: isPlain ? share : share * between(setting, 1, 1.5),
        ms: isPlain ? ms : ms * between(setting, 0.8, 2),
      }))
      const usual = isPlain ? 20 : between(setting, 5, 20)
      const bases = Array.from(
        { length: fast },
        () => usual * (isPlain ? 1 : between(setting, 0.7, 1.4)),
      )
      const places = setting.arrivals(setting.rows)
      // So many rows of each slow one, at random places.
      const owner = new Int8Array(setting.rows).fill(-1)
      slow.forEach(({ share }, n) => {
        for (let left = Math.round(share * setting.rows); left > 0;) {
          const i = draws.between(0, setting.rows - 1)
          if (owner[i]! >= 0) continue
          owner[i] = n
          left--
        }
      })
      const rows = Array.from(places, (place, i) => {
        const which = owner[i]!
        const one = draws.between(0, fast - 1)
        return {
          ms: (which >= 0 ? slow[which]!.ms : bases[one]!) * noise(),
          at: place * seconds,
          operation: which >= 0 ? `slow${which}` : `fast${one}`,
          trace: `t${i}`,
        }
      })
      const truths = slow.map((_, n) => ({
        service: 'api',
        operation: `slow${n}`,
        kind: 'slow_operation',
        start: places[owner.indexOf(n)]! * seconds,
        end: places[owner.lastIndexOf(n)]! * seconds,
      }))
      return { rows, truths }
    },
  }
}

/** Service a became slower; service b has always been a hundred times slower. */
const besideSlow: FaultCase = {
  name: 'a slower service beside a naturally slow one',
  isHealthy: false,
  member(seed) {
    const isPlain = seed === 0
    const drawn = isPlain ? plainSetting(1) : drawnSetting(seed, 100)
    const setting = { ...drawn, neighbours: 0, rows: Math.floor(drawn.rows / 2) }
    const from = Math.floor(setting.rows * (isPlain ? 2 / 3 : between(setting, 0.4, 0.8)))
    const times = isPlain ? 5 : between(setting, 3, 8)
    const web = batchOf({ ...setting, base: 50 }, (i) => (i >= from ? times : 1), {
      kind: 'level_shift',
      from,
      to: setting.rows,
    })
    const batch = batchOf({ ...setting, base: 5000 }, () => 1, undefined)
    return {
      rows: [
        ...web.rows.map((row) => ({ ...row, service: 'a', operation: 'web' })),
        ...batch.rows.map((row) => ({ ...row, service: 'b', operation: 'batch' })),
      ],
      truths: web.truths.map((truth) => ({ ...truth, service: 'a', operation: 'web' })),
    }
  },
}

/** The sixteen cases that one batch alone decides; the seventeenth needs a batch before it. */
export const FAULT_CASES: readonly FaultCase[] = [
  operationWith('flat noise', undefined),
  flat('very little noise', ({ draws }) => ({ noise: () => 1 + 0.01 * draws.normal() })),
  flat('a constant', (setting, isPlain) => ({
    base: isPlain ? 5 : setting.base,
    noise: () => 1,
    season: () => 1,
  })),
  season,
  operationWith('one spike of ten times', {
    kind: 'spike',
    where: (count, setting, isPlain) => {
      const at = isPlain ? 200 : setting.draws.between(0, count - 1)
      return [at, at + 1]
    },
    factor: constantly(10, 6, 20),
  }),
  operationWith('a burst of ten times', {
    kind: 'burst',
    where: stretchOf([100, 130], [0.08, 0.2], 5),
    factor: constantly(10, 4, 15),
  }),
  operationWith('a level shift to double', {
    kind: 'level_shift',
    where: fromOn(120, 0.35, 0.65),
    factor: constantly(2, 1.9, 4),
  }),
  operationWith('a level shift in the last tenth', {
    kind: 'level_shift',
    where: fromOn(216, 0.85, 0.9),
    factor: constantly(10, 4, 12),
  }),
  drift,
  trough,
  operationWith('an outage at zero', {
    kind: 'drop',
    where: stretchOf([150, 170], [0.05, 0.15], 4),
    factor: constantly(0, 0, 0),
  }),
  slowOperations('a slow operation with a tenth of the rows', {
    rows: 240,
    fast: 9,
    slow: [{ share: 0.1, ms: 2000 }],
  }),
  slowOperations('a slow operation with half a percent of the rows', {
    rows: 2000,
    fast: 20,
    slow: [{ share: 0.005, ms: 2000 }],
  }),
  slowOperations('two slow operations', {
    rows: 240,
    fast: 8,
    slow: [
      { share: 0.1, ms: 300 },
      { share: 0.1, ms: 2000 },
    ],
  }),
  besideSlow,
  bimodal,
]
