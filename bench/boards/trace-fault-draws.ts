import { drawsOf, type Draws, type TestRow } from '../../src/detect/traces/batches.fixture.ts'

/** What surrounds a fault, drawn anew for each member of a family. */
export interface Setting {
  readonly draws: Draws
  readonly rows: number
  /** Seconds from the first row to the last. */
  readonly seconds: number
  /** Usual milliseconds of the operation that is looked at. */
  readonly base: number
  /** A factor around 1. */
  readonly noise: () => number
  /** The usual course over time, around 1; `place` is 0…1. */
  readonly season: (place: number) => number
  /** Healthy operations beside it, with rows of their own. */
  readonly neighbours: number
  /** Places 0…1 of `count` rows, ascending. */
  readonly arrivals: (count: number) => Float64Array
}

const FEWEST = 50
const MOST = 100_000
/** An operation of a batch of several has at least so many rows. */
const ROWS_OF_ONE = 60

/** The case as it was first described: 240 rows of one operation, 15 s apart, ±10 %. */
export function plainSetting(seed: number, rows = 240): Setting {
  const draws = drawsOf(seed)
  return {
    draws,
    rows,
    seconds: 15 * (rows - 1),
    base: 100,
    noise: () => 1 + 0.1 * draws.normal(),
    season: () => 1,
    neighbours: 0,
    arrivals: regular,
  }
}

/**
 * A member of the family around a case: 50 to 100,000 rows in 15 minutes to a day, noise of 2 to 15 %
 * (or lognormal, 0.05 to 0.25), in two of five a season of up to a quarter, up to seven other operations,
 * times regular, jittered, at random or following a tide of traffic.
 */
export function drawnSetting(seed: number, fewest = FEWEST): Setting {
  const draws = drawsOf(seed)
  const rows = Math.round(fewest * (MOST / fewest) ** draws.uniform())
  const spread = draws.uniform()
  const isSkewed = draws.uniform() < 0.5
  const amplitude = draws.uniform() < 0.6 ? 0 : 0.05 + 0.2 * draws.uniform()
  const [cycles, phase] = [2 + 4 * draws.uniform(), 2 * Math.PI * draws.uniform()]
  const shapes = [regular, jittered, atRandom, tidal]
  const shape = shapes[draws.between(0, shapes.length - 1)]!
  return {
    draws,
    rows,
    seconds: 900 * 96 ** draws.uniform(),
    base: 20 * 25 ** draws.uniform(),
    noise: isSkewed
      ? () => Math.exp((0.05 + 0.2 * spread) * draws.normal())
      : () => Math.max(0.05, 1 + (0.02 + 0.13 * spread) * draws.normal()),
    season: (place) => 1 + amplitude * Math.sin(2 * Math.PI * cycles * place + phase),
    neighbours: draws.between(0, Math.min(7, Math.floor(rows / ROWS_OF_ONE))),
    arrivals: (count) => shape(count, draws),
  }
}

function regular(count: number): Float64Array {
  return Float64Array.from({ length: count }, (_, i) => i / Math.max(1, count - 1))
}

function jittered(count: number, { uniform }: Draws): Float64Array {
  return Float64Array.from({ length: count }, (_, i) => (i + 0.8 * uniform()) / count).sort()
}

function atRandom(count: number, { uniform }: Draws): Float64Array {
  return Float64Array.from({ length: count }, uniform).sort()
}

/** Three times as many rows at the crest as in the trough. */
function tidal(count: number, { uniform }: Draws): Float64Array {
  const phase = 2 * Math.PI * uniform()
  return Float64Array.from({ length: count }, () => {
    for (;;) {
      const place = uniform()
      if (uniform() * 1.5 <= 1 + 0.5 * Math.sin(4 * Math.PI * place + phase)) return place
    }
  }).sort()
}

/** Healthy operations of the same service, usual durations within a factor of three. */
export function neighboursOf(setting: Setting, rows: number): TestRow[] {
  const { draws, seconds, neighbours, arrivals, season } = setting
  const all: TestRow[] = []
  for (let n = 1; n <= neighbours; n++) {
    const base = setting.base * 3 ** (draws.uniform() - 0.5)
    for (const place of arrivals(rows)) {
      const ms = base * season(place) * setting.noise()
      all.push({ ms, at: place * seconds, operation: `other${n}`, trace: `n${n}-${all.length}` })
    }
  }
  return all
}
