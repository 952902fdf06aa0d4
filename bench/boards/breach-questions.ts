import { finiteSorted } from '../../src/math/median.ts'
import { historyThresholds } from '../../src/forecast/crossing/history-thresholds.ts'
import { openForecastData, type WideSeries } from './forecast-data.ts'

/** Will this series reach this threshold within the horizon? And did it? */
export interface BreachQuestion {
  readonly set: string
  readonly series: string
  /** Seconds from one value to the next. */
  readonly step: number
  /** All that is known, the newest last. */
  readonly past: Float64Array
  readonly threshold: number
  /** Steps looked ahead. */
  readonly horizon: number
  /** Whether it was reached, and after how many steps (Infinity when not). */
  readonly reached: boolean
  readonly after: number
}

/** One set of questions: how the series are cut. */
interface Cut {
  readonly set: string
  readonly step: number
  /** Steps a day. */
  readonly day: number
  readonly horizon: number
  readonly origins: number
  /** Steps between origins. */
  readonly apart: number
}

const HALF_HOUR = { step: 1800, day: 48 }
const AZURE_24 = { set: 'Azure 24 h', ...HALF_HOUR, horizon: 48, origins: 12, apart: 49 }
const AZURE_6 = { set: 'Azure 6 h', ...HALF_HOUR, horizon: 12, origins: 24, apart: 29 }
const M4 = { set: 'M4 hourly 24 h', step: 3600, day: 24, horizon: 24, origins: 4, apart: 29 }
const NAB = { set: 'NAB 24 h', ...HALF_HOUR, horizon: 48, origins: 4, apart: 49 }
const NAB_OFTEN = { ...NAB, set: 'NAB 24 h twice a day', origins: 60, apart: 25 }
const NAB_OTHER = { ...NAB, set: 'NAB other 24 h', origins: 24 }

/** Machines and roads, without series that have a value for only a part of the time. */
const isNabMain = (id: string) => /AWS|Known|Traffic/.test(id) && !/rogue|grok/.test(id)
/** Tweets: on a grid of five minutes as well. */
const isNabOther = (id: string) => /Tweets|grok/.test(id)

/** The questions of every set, in the order of the sets; each set's series in the order of the file. */
export function readBreachQuestions(): BreachQuestion[] {
  const azure = averaged(openForecastData('azure_vm').read('cpu_max.csv.gz'), 6)
  const hourly = openForecastData('m4_hourly')
  const nab = openForecastData('nab_real').read('series.csv.gz')
  const nabOf = (wanted: (id: string) => boolean) =>
    averaged(new Map([...nab].filter(([id]) => wanted(id))), 6)
  return [
    ...cut(azure, AZURE_24),
    ...cut(azure, AZURE_6),
    ...cut(joined(hourly.read('train.csv.gz'), hourly.read('test.csv.gz')), M4),
    ...cut(nabOf(isNabMain), NAB),
    ...cut(nabOf(isNabMain), NAB_OFTEN),
    ...cut(nabOf(isNabOther), NAB_OTHER),
  ]
}

/** Means of `size` values; a stretch without any value keeps the mean before it. */
function averaged(all: WideSeries, size: number): WideSeries {
  return new Map([...all].map(([id, values]) => [id, means(values, size)]))
}

function means(values: Float64Array, size: number): Float64Array {
  const count = Math.floor(values.length / size)
  const offset = values.length - count * size
  const out = new Float64Array(count)
  for (let bin = 0; bin < count; bin++) {
    const from = offset + bin * size
    const known = finiteSorted(values.subarray(from, from + size))
    out[bin] = known.length > 0 ? known.reduce((a, b) => a + b) / known.length : (out[bin - 1] ?? 0)
  }
  return out
}

function joined(first: WideSeries, then: WideSeries): WideSeries {
  return new Map(
    [...first].map(([id, values]) => [id, Float64Array.of(...values, ...(then.get(id) ?? []))]),
  )
}

function cut(all: WideSeries, how: Cut): BreachQuestion[] {
  return [...all].flatMap(([series, values]) =>
    Array.from({ length: how.origins }, (_, i) => values.length - how.horizon - i * how.apart)
      .filter((origin) => origin >= 6 * how.day)
      .flatMap((origin) => askAt(how, series, values, origin)),
  )
}

/** A question for each threshold that the newest value is below. */
function askAt(
  { set, step, horizon }: Cut,
  series: string,
  values: Float64Array,
  origin: number,
): BreachQuestion[] {
  const past = values.subarray(0, origin)
  const coming = values.subarray(origin, origin + horizon)
  return historyThresholds(past)
    .filter((threshold) => past.at(-1)! < threshold)
    .map((threshold) => {
      const index = coming.findIndex((value) => value >= threshold)
      const reached = index >= 0
      const after = reached ? index + 1 : Infinity
      return { set, series, step, past, threshold, horizon, reached, after }
    })
}
