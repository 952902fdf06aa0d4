import { describe, expect, test } from 'vitest'
import { createRandom } from '../../math/random.ts'
import type { LogColumns, LogLevel } from '../../model/log-analysis.ts'
import { analyzeLogs } from './analyze-logs.ts'

const NOW = 1_795_341_600
const CONTEXT = { now: NOW, rejected: { count: 0, rows: [] }, warnings: [] }

interface Line {
  level?: LogLevel
  message?: string
  service?: string
  timestamp?: number
}

/** `count` lines, one a second, told apart by `lineAt`. */
function linesOf(count: number, lineAt: (i: number) => Line): LogColumns {
  const lines = Array.from({ length: count }, (_, i) => lineAt(i))
  return {
    length: count,
    timestamp: Float64Array.from(lines, ({ timestamp }, i) => timestamp ?? NOW - count + i),
    level: lines.map(({ level }) => level ?? 'info'),
    service: lines.map(({ service }) => service ?? 'shop'),
    message: lines.map(({ message }, i) => message ?? `request ${i} served`),
  }
}

const analyze = (columns: LogColumns) => analyzeLogs(columns, CONTEXT)
const typesOf = (columns: LogColumns) => analyze(columns).anomalies.map(({ type }) => type)

describe('too little', () => {
  test('one error line is no anomaly and no verdict', () => {
    const analysis = analyze(linesOf(1, () => ({ level: 'error', message: 'boom' })))
    expect(analysis).toMatchObject({
      log_count: 1,
      error_count: 1,
      error_rate: 1,
      anomalies: [],
      spike_score: 0,
      verdict: 'insufficient_data',
    })
    expect(analysis.warnings).toEqual([expect.stringContaining('Only 1 lines')])
  })

  test('nothing at all is told apart from nothing wrong', () => {
    const analysis = analyze(linesOf(0, () => ({})))
    expect(analysis).toMatchObject({ log_count: 0, error_rate: 0, patterns: [] })
    expect(analysis.window).toEqual({ start: null, end: null })
    expect(analysis.verdict).toBe('insufficient_data')
  })

  test('three equal errors in 100,000 lines are none', () => {
    const analysis = analyze(
      linesOf(100_000, (i) => (i % 40_000 === 7 ? { level: 'error', message: 'rare' } : {})),
    )
    expect(analysis).toMatchObject({ error_count: 3, anomalies: [], verdict: 'ok' })
  })
})

describe('errors', () => {
  test('only in the last tenth are found', () => {
    for (const distinct of [true, false]) {
      const text = (i: number) =>
        distinct ? `cannot reach ${'abcdefghij'[i % 10]}${i}` : 'disk full'
      const analysis = analyze(
        linesOf(240, (i) => (i >= 216 ? { level: 'error', message: text(i) } : {})),
      )
      expect(analysis.verdict).toBe('anomalous')
      expect(analysis.spike_score).toBeGreaterThan(0.9)
      const rise = analysis.anomalies.find(({ type }) => type === 'error_rate')
      expect(rise).toMatchObject({ severity: 'high' })
      expect(rise?.details.q_value).toBeLessThan(0.001)
      expect(Date.parse(rise!.details.start!) / 1000).toBeGreaterThan(NOW - 40)
    }
  })

  test('only in the last tenth are found in lines without times', () => {
    const columns = linesOf(240, (i) => ({
      timestamp: NaN,
      ...(i >= 216 ? { level: 'error' as const, message: 'disk full' } : {}),
    }))
    const [first] = analyze(columns).anomalies
    expect(first?.details).toMatchObject({ start: null, end: null })
    expect(first?.message).toContain('in lines 2')
  })

  test('a hundred times FATAL count as errors', () => {
    const analysis = analyze(linesOf(100, () => ({ level: 'fatal', message: 'out of memory' })))
    expect(analysis).toMatchObject({ error_count: 100, error_rate: 1, verdict: 'anomalous' })
    expect(analysis.anomalies[0]).toMatchObject({ type: 'error_rate', severity: 'critical' })
  })

  test('a hundred warnings count as warnings and nothing else', () => {
    const analysis = analyze(linesOf(100, () => ({ level: 'warning', message: 'slow' })))
    expect(analysis).toMatchObject({ error_count: 0, warning_count: 100, verdict: 'ok' })
  })

  test('a steady high share is told, and that no rise was found', () => {
    const analysis = analyze(
      linesOf(240, (i) => (i % 7 < 2 ? { level: 'error', message: `lost ${i} of many` } : {})),
    )
    const told = analysis.anomalies.find(({ type }) => type === 'error_rate')
    expect(told).toMatchObject({ severity: 'high', details: { q_value: null } })
    expect(told?.message).toContain('no rise was found')
    expect(analysis.spike_score).toBe(0)
  })

  test('a steady one per cent is told, but makes the batch no odd one', () => {
    const analysis = analyze(
      linesOf(10_000, (i) => (i % 100 === 7 ? { level: 'error', message: `lost ${i}` } : {})),
    )
    expect(analysis.anomalies.map(({ type, severity }) => [type, severity])).toEqual([
      ['error_rate', 'info'],
    ])
    expect(analysis).toMatchObject({ error_rate: 0.01, verdict: 'ok' })
  })

  test('that repeat are named once, with how often', () => {
    const columns = linesOf(300, (i) =>
      i % 6 === 0 ? { level: 'error', message: 'no stock' } : {},
    )
    const repeated = analyze(columns).anomalies.filter(({ type }) => type === 'repeated_error')
    expect(repeated).toHaveLength(1)
    expect(repeated[0]?.details).toMatchObject({ template: 'no stock', observed: 50 })
  })

  test('of one service are told as that service', () => {
    const analysis = analyze(
      linesOf(600, (i) => {
        const service = i % 2 ? 'cart' : 'pay'
        return i >= 500 && service === 'pay'
          ? { service, level: 'error', message: `no ${i}` }
          : { service }
      }),
    )
    const rises = analysis.anomalies.filter(({ type }) => type === 'error_rate')
    expect(rises.map(({ details }) => details.service)).toEqual(['pay'])
  })
})

describe('patterns', () => {
  test('that surge, appear and vanish are found', () => {
    const analysis = analyze(
      linesOf(3000, (i) => {
        if (i % 10 === 0 && i < 2000) return { message: `heartbeat ${i} of worker` }
        if (i % 50 === 1) return { message: `retry ${i} for queue` }
        if (i >= 2700 && i % 3 === 0) return { message: `retry ${i} for queue` }
        if (i >= 2800 && i % 4 === 1)
          return { level: 'warning', message: `lease ${i} expired early` }
        return {}
      }),
    )
    const found = analysis.anomalies.map(({ type, details }) => [type, details.template])
    expect(found).toContainEqual(['pattern_vanished', 'heartbeat <*> of worker'])
    expect(found).toContainEqual(['pattern_surge', 'retry <*> for queue'])
    expect(found).toContainEqual(['new_pattern', 'lease <*> expired early'])
    expect(found).toHaveLength(3)
  })

  test('do not vanish because everything became quiet', () => {
    const columns = linesOf(2000, (i) => ({
      message: i % 2 ? `a ${i} was done` : `b ${i} was done`,
      timestamp: NOW + (i < 1990 ? i : 1990 + (i - 1990) * 100),
    }))
    expect(typesOf(columns)).not.toContain('pattern_vanished')
  })

  test('counts and shares add up to all lines', () => {
    const { patterns, log_count } = analyze(
      linesOf(500, (i) => ({ message: ['in', 'out', `took ${i}`][i % 3]!, service: 'ab'[i % 2]! })),
    )
    expect(patterns.reduce((sum, { count }) => sum + count, 0)).toBe(log_count)
    expect(patterns.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12)
    expect(patterns).toHaveLength(6)
  })
})

test('traffic that becomes ten times as much is told once, not once a pattern', () => {
  const columns = linesOf(3000, (i) => ({
    message: `${['read', 'write', 'list'][i % 3]} of item ${i}`,
    timestamp: NOW + (i < 1000 ? i : 1000 + (i - 1000) / 10),
  }))
  const { anomalies } = analyze(columns)
  expect(anomalies).toHaveLength(1)
  expect(anomalies[0]?.message).toMatch(/^Log lines of all kinds rose/)
})

test('a wild clock does not hide what happened', () => {
  const columns = linesOf(400, (i) => ({
    ...(i >= 360 ? { level: 'error' as const, message: 'disk full' } : {}),
    ...(i === 5 ? { timestamp: 0 } : {}),
  }))
  expect(typesOf(columns)).toContain('error_rate')
})

test('bursty but healthy batches raise hardly any alarm', () => {
  const random = createRandom(11)
  // Counts with variance mean + mean²/2: gamma-distributed rates of shape 2.
  const burst = (mean: number) => (-mean / 2) * Math.log((1 - random()) * (1 - random()))
  const poisson = (mean: number) => {
    let count = 0
    for (let time = -Math.log(1 - random()); time < mean; time -= Math.log(1 - random())) count++
    return count
  }
  let alarms = 0
  for (let batch = 0; batch < 20; batch++) {
    const lines: Line[] = []
    for (let minute = 0; minute < 60; minute++)
      for (let kind = 0; kind < 30; kind++) {
        const message = `${'abcdefghijklmnopqrstuvwxyzäöüß'[kind]!.repeat(3)} did its work ${minute}`
        for (let n = poisson(burst(1 + kind / 4)); n > 0; n--)
          lines.push({ message, timestamp: NOW + minute * 60 + random() * 60 })
      }
    alarms += analyze(linesOf(lines.length, (i) => lines[i]!)).anomalies.length
  }
  expect(alarms).toBeLessThanOrEqual(2)
})

test('what was rejected and warned of before is passed on', () => {
  const rejected = { count: 1, rows: [{ index: 3, reason: 'message is null' }] }
  const analysis = analyzeLogs(
    linesOf(30, () => ({})),
    { now: NOW, rejected, warnings: ['careful'] },
  )
  expect(analysis.rejected).toBe(rejected)
  expect(analysis.warnings).toEqual(['careful'])
  expect(analysis.timestamp).toBe('2026-11-22T10:00:00.000Z')
  expect(analysis.window.end).toBe('2026-11-22T09:59:59.000Z')
})
