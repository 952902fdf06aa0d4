import { expect, it } from 'vitest'

import { kinOf } from './kin.ts'
import { selectedMetrics } from './selected-metrics.ts'

const kin = (labels: Record<string, string>, queryId = 'q') => kinOf({ queryId, labels })

it('is the same for what only comes and goes, whatever the order', () => {
  const one = kin({ job: 'api', instance: 'a:1', pod: 'api-1', route: '/' })
  expect(kin({ route: '/', pod: 'api-2', job: 'api', instance: 'b:1', version: '2' })).toBe(one)
})

it('is another for another job, route or query', () => {
  const one = kin({ job: 'api', instance: 'a:1', route: '/' })
  expect(kin({ job: 'db', instance: 'a:1', route: '/' })).not.toBe(one)
  expect(kin({ job: 'api', instance: 'a:1', route: '/pay' })).not.toBe(one)
  expect(kin({ job: 'api', instance: 'a:1', route: '/' }, 'p')).not.toBe(one)
})

it.each([
  ['up', ['up']],
  ['sum by (job) (rate(a_total{x="up"}[$__window])) / sum(b:c)', ['a_total', 'b:c']],
  ['(e / (a > 0)) or (0 * a)', ['e', 'a']],
  ['vector(1)', []],
])('finds the metrics of %s', (expr, metrics) => {
  expect(selectedMetrics(expr)).toEqual(metrics)
})
