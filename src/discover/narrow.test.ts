import { describe, expect, it } from 'vitest'

import { narrowTo } from './narrow.ts'

describe('narrowTo', () => {
  it.each([
    ['up', 'up{job="shop"}'],
    ['up{}', 'up{job="shop"}'],
    [
      'sum by (job) (rate(a_total{code=~"5.."}[$__window])) / (b > 0)',
      'sum by (job) (rate(a_total{code=~"5..",job="shop"}[$__window])) / (b{job="shop"} > 0)',
    ],
    ['{"a b"}', '{"a b",job="shop"}'],
  ])('narrows %s', (expr, narrowed) => {
    expect(narrowTo(expr, { __name__: 'x', job: 'shop' })).toBe(narrowed)
  })

  it('quotes what is in a value', () => {
    expect(narrowTo('up', { path: 'a"b\\c' })).toBe('up{path="a\\"b\\\\c"}')
  })

  it('leaves an expression alone when there is nothing to match', () => {
    expect(narrowTo('sum(up)', {})).toBe('sum(up)')
  })
})
