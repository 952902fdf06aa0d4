import { describe, expect, it, test } from 'vitest'

import { queue, type QueueOptions } from '../../forecast/load/queue.fixture.ts'
import type { LoadAnalysis } from '../../model/load-analysis.ts'
import { createSeries, type Series } from '../../model/series.ts'
import type { MetricsSource, Range } from '../../sources/source.ts'
import { analyzeLoadBody, analyzeLoadSeries, type LoadTask } from '../jobs/load-job.ts'
import { analyzeLoad } from './analyze-load.ts'

const NOW = 1_780_272_000
const DAY = 86_400

/** Runs the jobs here instead of in a thread. */
const pool = {
  async run<T>(name: string, task: unknown): Promise<T> {
    const answer =
      name === 'load'
        ? analyzeLoadSeries(task as LoadTask)
        : analyzeLoadBody(task as { body: Uint8Array; now: number })
    return answer as T
  },
}

/** Two series of a queue, the newest sample at `NOW`. */
function world(days: number, options: QueueOptions = {}): { load: Series; latency: Series } {
  const length = days * 288
  const start = NOW - (length - 1) * 300
  const { timestamps, load, latency } = queue({ length, start, ...options })
  return {
    load: createSeries({}, timestamps, load),
    latency: createSeries({}, timestamps, latency),
  }
}

function sourceOf(byQuery: Record<string, readonly Series[]>, asked: Range[] = []) {
  return {
    async queryRange(expr: string, range: Range) {
      asked.push(range)
      return { series: byQuery[expr] ?? [], warnings: [`asked ${expr}`] }
    },
  } as unknown as MetricsSource
}

function rangeAnswer({ timestamps, values }: Series) {
  const pairs = [...timestamps].map((time, i) => [time, String(values[i]!)])
  return {
    status: 'success',
    data: { resultType: 'matrix', result: [{ metric: {}, values: pairs }] },
  }
}

const bytesOf = (body: unknown) => new TextEncoder().encode(JSON.stringify(body))
const ask = (body: unknown, source?: MetricsSource): Promise<LoadAnalysis> =>
  analyzeLoad({ pool, source, now: NOW }, bytesOf(body))

const queries = {
  load: { query: 'sum(rate(requests_total[5m]))' },
  latency: { query: 'p95' },
  start: NOW - 14 * DAY,
  end: NOW,
  step: '5m',
}

describe('load and latency of a queue', () => {
  const { load, latency } = world(14)
  const source = sourceOf({ [queries.load.query]: [load], p95: [latency] })

  it('are asked for and told in a sentence', async () => {
    const answer = await ask({ ...queries, latency_limit: 0.2, horizon: '1w' }, source)
    expect(answer).toMatchObject({ verdict: 'ok', same_load: null })
    expect(answer.pair_count).toBe(14 * 288)
    expect(Math.abs(answer.capacity!.value - 1000)).toBeLessThan(70)
    expect(answer.peak!.period_seconds).toBe(DAY)
    expect(answer.summary).toMatch(
      /^latency rises with load as in a queue that can take [\d.]+ \([\d.]+ to [\d.]+\), and stays within 0\.2 up to a load of 7\d\d \([67]\d\d to 7\d\d\); the highest load of the next 7 d is likely 9\d\d; what is safe lies 2\d\.\d % below it \(reached: 99 %\)$/,
    )
    expect(answer.warnings).toEqual([`asked ${queries.load.query}`, 'asked p95'])
  })

  it('may be sent, alone or both, large or small', async () => {
    const sent = { load: { series: rangeAnswer(load) }, latency: { series: rangeAnswer(latency) } }
    const both = await ask(sent)
    const one = await ask({ ...queries, load: sent.load }, source)
    const padded = await ask({ ...sent, padding: ' '.repeat(2 << 20) })
    expect(both.verdict).toBe('ok')
    expect({ ...one, warnings: [] }).toEqual({ ...both, warnings: [] })
    expect(padded).toEqual(both)
  })
})

test('slower at the same load since a deploy', async () => {
  const { load, latency } = world(10)
  const since = NOW - 3 * DAY
  const slower = latency.values.map((one, i) => (latency.timestamps[i]! >= since ? one * 1.3 : one))
  const changed = createSeries({}, latency.timestamps, slower)
  const source = sourceOf({ [queries.load.query]: [load], p95: [changed] })
  const answer = await ask({ ...queries, since }, source)
  expect(answer.same_load).toMatchObject({ since, verdict: 'regressed' })
  expect(answer.same_load!.ratio!.value).toBeCloseTo(1.3, 1)
  expect(answer.summary).toMatch(
    /since 29 May 00:00 UTC latency is worse at the same load: 1\.\d+ \(/,
  )
  // The curve is that of what came after.
  expect(answer.base_latency).toBeCloseTo(0.065, 2)
})

describe('too little', () => {
  it('is said for what nobody measures', async () => {
    const answer = await ask(queries, sourceOf({}))
    expect(answer).toMatchObject({ verdict: 'too_little_data', capacity: null, peak: null })
    expect(answer.summary).toBe('too little data to say how latency depends on load')
  })

  it('is said with the reason when no times are shared', async () => {
    const { load, latency } = world(2)
    const shifted = createSeries(
      {},
      latency.timestamps.map((time) => time + 7),
      latency.values,
    )
    const { warnings } = await ask({
      load: { series: rangeAnswer(load) },
      latency: { series: rangeAnswer(shifted) },
    })
    expect(warnings).toEqual([expect.stringContaining('no time in common')])
  })
})

describe('refuses', () => {
  const { load } = world(1)
  const faultsOf = async (body: unknown, source?: MetricsSource) => {
    const error: unknown = await ask(body, source).catch((caught: unknown) => caught)
    const { statusCode, faults } = error as { statusCode: number; faults: { place: string }[] }
    return [statusCode, ...faults.map(({ place }) => place)]
  }

  it('what is malformed, with every place', async () => {
    expect(await faultsOf({ load: 'up', latency: { query: '' } })).toEqual([400, 'load', 'latency'])
    expect(await faultsOf({ ...queries, end: 'soon', latency_limit: -1, since: {} })).toEqual([
      400,
      'end',
      'latency_limit',
      'since',
    ])
    expect(await faultsOf({ ...queries, step: 1 })).toEqual([400, 'step'])
    expect(await faultsOf({ ...queries, end: 0 })).toEqual([400, 'end'])
    expect(await faultsOf([])).toEqual([400])
  })

  it('a query where nobody can be asked, and several series', async () => {
    expect(await faultsOf(queries)).toEqual([422, 'load.query'])
    const source = sourceOf({ [queries.load.query]: [load, load] })
    expect(await faultsOf(queries, source)).toEqual([422, 'load.query'])
  })

  it('a query in a large body', async () => {
    expect(await faultsOf({ ...queries, padding: ' '.repeat(2 << 20) })).toEqual([
      400,
      'load.query',
    ])
  })
})
