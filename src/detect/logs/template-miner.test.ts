import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createRandom } from '../../math/random.ts'
import { assignTemplates } from './assign-templates.ts'
import { createTemplateMiner } from './template-miner.ts'

const templatesOf = (...lines: string[]) =>
  [...new Set(assignTemplates(lines).patterns.map(({ template }) => template))].sort()

describe('what varies is masked', () => {
  test.each([
    ['took 15ms for user 7', 'took <*> for user <*>'],
    ['GET https://shop.example/cart?id=7&x=y done', 'GET <*> done'],
    ['read /etc/app/conf.d/main.conf ok', 'read <*> ok'],
    ['peer 10.0.0.7:443 left', 'peer <*> left'],
    ['commit deadbeefcafe pushed', 'commit <*> pushed'],
    ['sizes: 1, 2, 3, 4 bytes', 'sizes: <*> bytes'],
    ['at Mon Nov 22 began', 'at <*> began'],
    ['init() in env.get(name)', 'init(<*>) in env.get(name)'],
    ['caught java.io.IOException again', 'caught java.io.IOException again'],
    ['job failed.', 'job failed'],
  ])('%s', (line, template) => {
    expect(templatesOf(line)).toEqual([template])
  })

  test.each([
    ['订单1234已支付', '订单5678已支付', '订单<*>已支付'],
    [
      'ユーザー42がログインしました',
      'ユーザー7がログインしました',
      'ユーザー<*>がログインしました',
    ],
    ['주문 17번이 실패했습니다', '주문 9번이 실패했습니다', '주문 <*>번이 실패했습니다'],
    ['Заказ 17 не оплачен', 'Заказ 4 не оплачен', 'Заказ <*> не оплачен'],
    ['库存:５件', '库存:１２件', '库存:<*>件'],
  ])('in any script: %s', (one, other, template) => {
    expect(templatesOf(one, other)).toEqual([template])
  })
})

describe('words that turn out to vary', () => {
  const users = ['ann', 'bob', 'cat', 'dan', 'eve', 'fay', 'guy', 'hal']

  test('become a variable, also for the lines before', () => {
    const { patterns, all } = assignTemplates(users.map((user) => `session opened for ${user} now`))
    expect(new Set(patterns).size).toBe(1)
    expect(all).toEqual([
      expect.objectContaining({ template: 'session opened for <*> now', count: 8 }),
    ])
  })

  test('stay words while there are few of them', () => {
    expect(templatesOf('instance disk is started', 'instance disk is paused')).toHaveLength(2)
  })

  test('may be two in one line', () => {
    const lines = users.flatMap((user) =>
      users.map((host) => `login of ${user} at ${host}x failed`),
    )
    expect(templatesOf(...lines)).toEqual(['login of <*> at <*> failed'])
  })
})

test('the id is the same in every run, whatever else was seen', () => {
  const alone = assignTemplates(['cache miss for key 17']).patterns[0]!
  const later = assignTemplates(['something else', 'cache miss for key 9']).patterns[1]!
  expect(later.id).toBe(alone.id)
  expect(alone.id).toMatch(/^[0-9a-f]{16}$/)
})

test('the order of lines changes no grouping', () => {
  const words = ['red', 'green', 'blue', 'black', 'white', 'grey', 'pink', 'gold']
  const lines = words.flatMap((word) => [`lamp ${word} is on`, `found ${word} in slot 5`, 'idle'])
  fc.assert(
    fc.property(fc.shuffledSubarray(lines, { minLength: lines.length }), (shuffled) => {
      expect(templatesOf(...shuffled)).toEqual(templatesOf(...lines))
    }),
    { numRuns: 30 },
  )
})

test('counts add up and memory stays bounded, whatever comes', () => {
  const random = createRandom(7)
  const word = () =>
    Math.floor(random() * 1e9)
      .toString(26)
      .replaceAll(/\d/g, 'z')
  const miner = createTemplateMiner({ maxPatterns: 100 })
  for (let i = 0; i < 3000; i++) miner.add(`${word()} ${word()} ${word()} ${word()}`)
  const patterns = miner.patterns()
  expect(patterns.length).toBeLessThanOrEqual(101)
  expect(patterns.reduce((sum, { count }) => sum + count, 0)).toBe(3000)
})

test('long lines and empty ones are lines, too', () => {
  const miner = createTemplateMiner()
  const long = miner.add('word '.repeat(100_000))
  expect(long.template.length).toBeLessThan(1000)
  expect(miner.add('word '.repeat(200_000))).toBe(long)
  expect(miner.add('').template).toBe('')
})

test('any text gets a pattern', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary' }), { minLength: 1 }), (lines) => {
      const { patterns, all } = assignTemplates(lines)
      expect(patterns).toHaveLength(lines.length)
      expect(all.reduce((sum, { count }) => sum + count, 0)).toBe(lines.length)
    }),
    { numRuns: 40 },
  )
})
