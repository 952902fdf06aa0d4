import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { evaluate } from '../../demo/promql/evaluate.ts'
import { parsePromql } from '../../demo/promql/parse.ts'
import type { Storage } from '../../demo/storage.ts'
import { readRules } from './read-rules.ts'

/** A minute of constant series by their names. */
function storageOf(series: Readonly<Record<string, number>>): Storage {
  return {
    select: (matchers) =>
      Object.entries(series)
        .filter(([name]) =>
          matchers.every((one) => one.matches(one.label === '__name__' ? name : '')),
        )
        .map(([name, value]) => ({
          labels: { __name__: name },
          firstMs: 0,
          stepMs: 60_000,
          read: (_first, out) => void out.fill(value),
        })),
  }
}

/** The value of an expression that has at most one series; undefined where it has none. */
function valueOf(expr: string, series: Readonly<Record<string, number>>): number | undefined {
  const grid = { start: 60_000, step: 60_000, count: 1 }
  const value = evaluate(parsePromql(expr), { storage: storageOf(series), now: 60_000, grid })
  return value.kind === 'vector' && value.columns[0]?.present[0]
    ? value.columns[0].values[0]
    : undefined
}

/** `$n` is the number: every way to write it that we take apart. */
const RULES = [
  'a_bytes > $n',
  'a_bytes / 1024 / 1024 > $n',
  '$n < a_bytes / 1e3',
  'a_bytes * 8 >= 2 * $n',
  'a_bytes / b_bytes * 100 > $n',
  '100 * a_bytes / b_bytes < $n',
  '100 * (a_bytes / b_bytes) <= $n',
  '100 - a_bytes / b_bytes * 100 < $n',
  '$n > a_ms',
  'a_ms / 1000 > $n',
  'max(a_ms * 2) > $n / 10',
  'max(a_bytes > $n)',
  'min(a_bytes / 1024 < $n)',
  '(a_bytes - b_bytes) / 1024 > $n and b_bytes > 0',
  'sum(a_bytes) + b_bytes > $n > 0',
]

test('a rule fires exactly when what is watched is beyond its limit', () => {
  const amount = fc.double({ min: 0.01, max: 1e4, noNaN: true })
  const holds = fc.property(fc.constantFrom(...RULES), amount, amount, amount, (rule, a, b, n) => {
    const series = { a_bytes: a, b_bytes: b, a_ms: a }
    const expr = rule.replace('$n', String(n))
    const [reading] = readRules([{ name: 'A', expr, holdSeconds: 0, labels: {} }]).readings
    const { value: limit, direction } = reading!.limit
    const watched = valueOf(`(${reading!.expr})${reading!.apply}`, series)!
    // A hair's breadth from the limit rounding decides.
    fc.pre(Math.abs(watched - limit) > 1e-6 * Math.max(1, Math.abs(limit)))
    const isBeyond = direction === 'up' ? watched > limit : watched < limit
    expect({ expr, fires: valueOf(expr, series) !== undefined }).toEqual({ expr, fires: isBeyond })
  })
  fc.assert(holds, { numRuns: 400 })
})
