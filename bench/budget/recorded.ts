import { parseArgs } from 'node:util'

import { replay, type Backtest } from '../../src/engine/backtest/backtest.ts'
import { Rulebook } from '../../src/engine/overrides/rulebook.ts'
import { Watch } from '../../src/engine/watch.ts'
import { createSeries } from '../../src/model/series.ts'
import type { Query } from '../../src/model/signal.ts'
import type { MetricsSource } from '../../src/sources/source.ts'
import { openBoard, readRows, type BoardSeries } from '../boards/board.ts'
import type { Row } from '../suite.ts'
import { DAY, engineOptions, inProcess, START } from './demo-watch.ts'

interface Stretch {
  readonly name: string
  readonly values: Float64Array
}

/** Rows, as they are recorded most often: five minutes and an hour. */
const STEPS = [300, 3600]
const LEARN_SHARE = 0.2

/** Public series, each as far as nobody has marked anything in it, watched side by side. */
export async function measureRecorded(budget: number): Promise<Row[]> {
  const { values } = parseArgs({ options: { data: { type: 'string' } }, strict: false })
  if (typeof values.data !== 'string')
    return [
      { what: 'NAB and Microsoft cloud, unmarked stretches', measured: 'not run: add --data DIR' },
    ]
  const rows: Row[] = []
  for (const step of STEPS) rows.push(...(await measureStep(step, budget)))
  return rows
}

async function measureStep(step: number, budget: number): Promise<Row[]> {
  const stretches = ['nab', 'mscloud'].flatMap((name) => unmarkedOf(name, step))
  const length = bestLength(stretches)
  const watched = stretches.filter(({ values }) => values.length >= length)
  const result = await watchAll(watched, { step, length, budget })
  const days = (result.until - result.since) / DAY
  const { realised_per_week: realised, expected_per_week: expected } = result.alert_budget
  return [
    {
      what: `NAB and Microsoft cloud, unmarked stretches, ${watched.length} series side by side, ${step} s steps, ${days.toFixed(0)} days after ${((length * step) / DAY - days).toFixed(0)} of learning: pages a week`,
      measured: `${realised.toFixed(1)} (${result.pages.length} pages; the bars let expect ${(expected ?? NaN).toFixed(1)}, and cannot be lower)`,
      wanted: `${budget / 2} to ${budget * 2}: a factor of two of ${budget}`,
    },
  ]
}

/** The longest part of each series that no window touches. */
function unmarkedOf(name: string, step: number): Stretch[] {
  const board = openBoard(name)
  return board.series
    .filter((series) => (series as BoardSeries & { step: number }).step === step)
    .map((series) => {
      const { timestamps, columns } = readRows(board, series)
      const marked = (time: number) =>
        series.windows.some(([from, to]) => time >= from && time <= to)
      const { from, to } = longest(Array.from(timestamps, (time) => !marked(time)))
      return { name: series.name, values: columns[0]!.slice(from, to) }
    })
}

function longest(good: readonly boolean[]): { from: number; to: number } {
  let best = { from: 0, to: 0 }
  let from = 0
  for (let i = 0; i <= good.length; i++)
    if (!good[i]) {
      if (i - from > best.to - best.from) best = { from, to: i }
      from = i + 1
    }
  return best
}

/** Series that end are silent, which is odd: all are cut to the length that keeps most rows. */
function bestLength(stretches: readonly Stretch[]): number {
  const lengths = stretches.map(({ values }) => values.length)
  const rowsAt = (length: number) => length * lengths.filter((one) => one >= length).length
  return lengths.reduce((best, length) => (rowsAt(length) > rowsAt(best) ? length : best), 0)
}

async function watchAll(
  watched: readonly Stretch[],
  { step, length, budget }: { step: number; length: number; budget: number },
): Promise<Pick<Backtest, 'since' | 'until' | 'pages' | 'alert_budget'>> {
  const watch = new Watch({
    source: sourceOf(watched, step),
    pool: inProcess,
    step,
    window: 4 * step,
    scrapeInterval: undefined,
    capacity: watched.length,
  })
  watch.watch({ queries: watched.map(queryOf), estimatedSignals: watched.length }, () => true)
  const until = START + (length - 1) * step
  const since = START + Math.round(length * LEARN_SHARE) * step
  const options = engineOptions(budget, { interval: step, history: 0 })
  const rulebook = new Rulebook(undefined, until)
  return replay({ options, rulebook, onProgress: () => {} }, { watch, from: START, since, until })
}

function queryOf({ name }: Stretch): Query {
  return {
    id: name,
    expr: name,
    metric: name,
    title: name,
    role: 'level',
    unit: 'none',
    bad: 'both',
    entityLabels: ['job'],
  }
}

/** Answers ranges of the stretches as if they all had begun at the same time. */
function sourceOf(watched: readonly Stretch[], step: number): MetricsSource {
  const byName = new Map(watched.map((stretch) => [stretch.name, stretch]))
  const queryRange: MetricsSource['queryRange'] = (expr, { start, end }) => {
    const from = (start - START) / step
    const values = byName.get(expr)!.values.slice(from, (end - START) / step + 1)
    const timestamps = Float64Array.from(values, (_, i) => start + i * step)
    return Promise.resolve({
      series: [createSeries({ job: expr }, timestamps, values)],
      warnings: [],
    })
  }
  const source: Pick<MetricsSource, 'queryRange'> = { queryRange }
  return source as MetricsSource
}
