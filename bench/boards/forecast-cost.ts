import { forecastSeries } from '../../src/forecast/forecast.ts'
import { createRandom } from '../../src/math/random.ts'
import { createSeries, type Series } from '../../src/model/series.ts'
import { cpuMilliseconds, middle, type Row, type Suite } from '../suite.ts'

const SIGNALS = 10_000
const HOUR_MS = 3_600_000
/** Of a core, for all signals once an hour: 18 ms each. */
const SHARE = 0.05

interface Shape {
  readonly what: string
  readonly length: number
  /** Seconds. */
  readonly step: number
  readonly horizon: number
}

/** What is watched is a week long; the longer ones show that the cost does not grow with the history. */
const watched: readonly Shape[] = [
  { what: 'a week of minutes, an hour ahead', length: 10_080, step: 60, horizon: 60 },
  { what: 'a week of minutes, a day ahead', length: 10_080, step: 60, horizon: 1440 },
  { what: 'a week of 5 minutes, an hour ahead', length: 2016, step: 300, horizon: 12 },
  { what: 'a week of 5 minutes, a day ahead', length: 2016, step: 300, horizon: 288 },
]
const long: readonly Shape[] = [
  { what: '8,000 values of 5 minutes, a day ahead', length: 8000, step: 300, horizon: 288 },
  { what: '40,000 values of a minute, a day ahead', length: 40_000, step: 60, horizon: 1440 },
]

export const suite: Suite = {
  what: `CPU of a forecast, and of ${SIGNALS.toLocaleString('en')} signals forecast once an hour`,
  async run() {
    return [
      ...watched.map((shape) => costRow(shape, true)),
      ...long.map((shape) => costRow(shape, false)),
    ]
  },
}

function costRow(shape: Shape, isPromised: boolean): Row {
  const milliseconds = costOf(shape)
  const share = (SIGNALS * milliseconds) / HOUR_MS
  return {
    what: shape.what,
    measured: `${milliseconds.toFixed(1)} ms, ${(100 * share).toFixed(1)} % of a core`,
    ...(isPromised
      ? { wanted: `at most ${100 * SHARE} % of a core (${(SHARE * HOUR_MS) / SIGNALS} ms)` }
      : {}),
  }
}

/** Median over rounds of the mean of several series: garbage is paid for in each round. */
function costOf(shape: Shape): number {
  const series = Array.from({ length: 10 }, (_, i) => signalOf(shape, i + 1))
  const forecastAll = () => {
    for (const one of series) forecastSeries(one, { horizon: shape.horizon })
  }
  // A server is warm: the first rounds are the compiler's.
  for (let round = 0; round < 3; round++) forecastAll()
  const rounds = Array.from({ length: 7 }, () => cpuMilliseconds(forecastAll, 1) / series.length)
  return middle(rounds)
}

/** A positive signal with a day, a week and noise that remembers: every member takes part. */
function signalOf({ length, step }: Shape, seed: number): Series {
  const random = createRandom(seed)
  const day = 86_400 / step
  let memory = 0
  const timestamps = Float64Array.from({ length }, (_, i) => i * step)
  const values = timestamps.map((_, i) => {
    memory = 0.9 * memory + random() - 0.5
    const turn = (2 * Math.PI * i) / day
    return 50 + 20 * Math.sin(turn) + 8 * Math.sin(turn / 7) + 3 * memory
  })
  return createSeries({}, timestamps, values)
}
