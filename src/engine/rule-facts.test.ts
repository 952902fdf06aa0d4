import { expect, it } from 'vitest'

import { errors } from '../errors.ts'
import { createSeries, type Labels } from '../model/series.ts'
import type { AlertRule } from '../sources/source.ts'
import { ruleFactsOf } from './rule-facts.ts'

const rule = (name: string, expr: string): AlertRule => ({ name, expr, holdSeconds: 0, labels: {} })
const NOW = 1_800_000_000
const seriesOf = (labels: Labels) => createSeries(labels, Float64Array.of(NOW), Float64Array.of(1))
const options = { whyNot: () => undefined, maxLabelSets: 2, now: NOW }

/** Answers the expressions that it knows, with one series a label set. */
function sourceOf(rules: readonly AlertRule[], known: Readonly<Record<string, Labels[] | Error>>) {
  const asked: string[] = []
  return {
    asked,
    alertRules: () => Promise.resolve([...rules]),
    query(expr: string) {
      asked.push(expr)
      const answer = known[expr] ?? []
      if (answer instanceof Error) return Promise.reject(answer)
      return Promise.resolve({ series: answer.map(seriesOf), warnings: [] })
    },
  }
}

it('finds the series that each rule compares, lately where there are none just now', async () => {
  const lately = 'last_over_time((b_depth)[1h:5m])'
  const source = sourceOf(
    [rule('A', 'a_depth > 5'), rule('B', 'b_depth > 5'), rule('C', 'c_depth > 5')],
    { a_depth: [{ x: '1' }, { x: '2' }, { x: '3' }], [lately]: [{ y: '1' }] },
  )
  const { rules, leftOut } = await ruleFactsOf(source, options)
  expect(rules.map(({ labelSets, truncated }) => [labelSets, truncated])).toEqual([
    [[{ x: '1' }, { x: '2' }], true],
    [[{ y: '1' }], false],
  ])
  expect(leftOut).toEqual([{ metric: 'alert C', reason: expect.stringContaining('no series') }])
})

it('asks nothing of a metric that is not wanted', async () => {
  const source = sourceOf([rule('A', 'a_depth / b_depth > 0.5')], {})
  const whyNot = (metric: string) => (metric === 'b_depth' ? 'matches watch.exclude' : undefined)
  const { rules, leftOut } = await ruleFactsOf(source, { ...options, whyNot })
  expect(rules).toEqual([])
  expect(leftOut).toEqual([{ metric: 'alert A', reason: 'matches watch.exclude' }])
  expect(source.asked).toEqual([])
})

it('leaves out what the source refuses, and gives up when the source is gone', async () => {
  const some = [rule('A', 'a_depth > 5')]
  const refused = await ruleFactsOf(
    sourceOf(some, { a_depth: errors.sourceRefused('many-to-many') }),
    options,
  )
  expect(refused.leftOut).toEqual([
    { metric: 'alert A', reason: expect.stringContaining('many-to-many') },
  ])
  const gone = sourceOf(some, { a_depth: errors.sourceUnavailable('gone') })
  await expect(ruleFactsOf(gone, options)).rejects.toThrow('gone')
})

it('has nothing where the source has no rules', async () => {
  const { alertRules: _, ...source } = sourceOf([], {})
  expect(await ruleFactsOf(source, options)).toEqual({ rules: [], leftOut: [] })
})
