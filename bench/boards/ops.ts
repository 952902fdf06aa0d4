import type { Row, Suite } from '../suite.ts'
import {
  doubleSmoothing,
  naive,
  predictLinear,
  seasonalNaive,
  theta,
  type Baseline,
} from './forecast-baselines.ts'
import { openForecastData } from './forecast-data.ts'
import {
  casesOf,
  errorsOfBaseline,
  errorsOfForecasts,
  relativeError,
  type OpsSet,
} from './ops-run.ts'
import { createProgress } from './progress.ts'

export const suite: Suite = {
  what: 'operations series (Azure VMs, NAB): error relative to the forecast "as yesterday" (development figures: the data is public)',
  async run() {
    const sets = opsSets()
    const progress = createProgress('ops', sets.length)
    return sets.flatMap((set) => {
      const rows = rowsOf(set)
      progress()
      return rows
    })
  },
}

/** The newest windows of each series, a little more than whole days apart so that hours differ. */
export function opsSets(): OpsSet[] {
  const azure = seriesIn('azure_vm', 'cpu_avg.csv.gz')
  const halfHours = { bin: 6, day: 48, horizon: 48 }
  const steps = (count: number, apart: number, horizon: number) =>
    Array.from({ length: count }, (_, i) => horizon + i * apart)
  return [
    { name: 'Azure CPU, 30 min, 24 h', series: azure, ...halfHours, backs: steps(5, 97, 48) },
    {
      name: 'Azure CPU, 5 min, 2 h',
      series: azure.slice(0, 40),
      bin: 1,
      day: 288,
      horizon: 24,
      backs: steps(3, 613, 24),
    },
    { name: 'NAB, 30 min, 24 h', series: measuredNab(), ...halfHours, backs: steps(3, 61, 48) },
  ]
}

function measuredNab(): OpsSet['series'] {
  return seriesIn('nab_real', 'series.csv.gz').filter(
    ({ id }) => /AWS|Known|Traffic|Tweets/.test(id) && !/rogue|grok/.test(id),
  )
}

function seriesIn(
  name: string,
  file: string,
): { id: string; values: Float64Array; step: number }[] {
  const data = openForecastData(name)
  return [...data.read(file)].map(([id, values]) => ({
    id,
    values,
    step: data.described.get(id)!.step,
  }))
}

function rowsOf(set: OpsSet): Row[] {
  const cases = casesOf(set)
  const yesterday = errorsOfBaseline(cases, set, seasonalNaive)
  const last = errorsOfBaseline(cases, set, naive)
  const ours = errorsOfForecasts(cases, set)
  const against = (errors: readonly number[], reference: readonly number[]) =>
    relativeError(errors, reference).toFixed(3)
  const what = `${set.name}, ${cases.length} windows`
  return [
    {
      what: `${what}: relative to seasonal naive`,
      measured: against(ours.errors, yesterday),
      wanted: 'at most 0.90',
    },
    {
      what: `${what}: relative to naive`,
      measured: against(ours.errors, last),
      wanted: 'at most 1.02',
    },
    {
      what: `${what}: inside the 95 % intervals; CPU a forecast`,
      measured: `${ours.coverage.toFixed(3)}; ${ours.milliseconds.toFixed(1)} ms`,
    },
    {
      what: `${what}: baselines relative to seasonal naive, same run`,
      measured: baselinesFor(set)
        .map(
          ([name, baseline]) =>
            `${name} ${against(errorsOfBaseline(cases, set, baseline), yesterday)}`,
        )
        .join(', '),
    },
  ]
}

/** The windows of rules are what people write: as long as the horizon, and a day. */
function baselinesFor({ day, horizon }: OpsSet): readonly (readonly [string, Baseline])[] {
  // A little is added since theta's season is a ratio, which has no sense at zero.
  const lifted: Baseline = (values, ...rest) =>
    theta(
      values.map((value) => value + 1e-6),
      ...rest,
    )
  return [
    ['naive', naive],
    ['theta', lifted],
    ['predict_linear[1d]', predictLinear(day)],
    [`predict_linear[${(24 * horizon) / day / 4}h]`, predictLinear(Math.max(2, horizon >> 2))],
    ['double_exponential_smoothing[1d]', doubleSmoothing(day, false)],
    ['the same with its trend drawn on', doubleSmoothing(day, true)],
  ]
}
