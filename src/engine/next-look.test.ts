import { expect, it } from 'vitest'

import { nextLook } from './next-look.ts'

const usual = 1800

it.each([
  ['an old source', [1], 86_400, 1800],
  ['one that has nothing', [], 86_400, 60],
  ['one that was just started', [1], 2, 60],
  ['one of five minutes', [1], 300, 300],
])('looks at %s again in time', (_name, queries, age, wait) => {
  expect(nextLook(1e9, { queries, since: 1e9 - age, usual })).toBe(1e9 + wait)
})

it('never looks less often than it was told to', () => {
  expect(nextLook(1e9, { queries: [], since: 0, usual: 5 })).toBe(1e9 + 5)
})
