import { array, assert, constantFrom, double, property } from 'fast-check'
import { describe, expect, it } from 'vitest'

import { explainAway } from './explain-away.ts'
import { latencyTerm } from './latency-term.ts'
import { logEventOf } from './log-event.ts'
import { logsTerm } from './logs-term.ts'
import { pathTerm } from './path-term.ts'
import { rankCauses } from './rank-causes.ts'
import { shapeTerm } from './shape-term.ts'
import { shareShift } from './share-shift.ts'
import { changeOf, changesOf } from './signal-change.ts'
import { stopsTerm } from './stops-term.ts'
import type { TraceWindow } from './trace-window.ts'

/** shop calls cart, cart calls db: 100 traces, everything as it should be. */
function healthy(changes: Partial<TraceWindow> = {}): TraceWindow {
  return {
    roots: 100,
    rootMs: 50,
    calls: new Map([
      ['shop\0GET /', 100],
      ['cart\0get', 100],
      ['db\0query', 100],
    ]),
    leaves: new Map([['db\0query', 100]]),
    children: new Map([
      ['shop\0GET /', new Map([['cart\0get', 100]])],
      ['cart\0get', new Map([['db\0query', 100]])],
    ]),
    lastCallee: new Map([
      ['shop\0GET /', new Map([['cart', 100]])],
      ['cart\0get', new Map([['db', 100]])],
    ]),
    times: new Map([
      ['shop\0GET /\0=cart', { mean: 5, count: 100, logSpread: 0.2 }],
      ['cart\0get\0=db', { mean: 5, count: 100, logSpread: 0.2 }],
      ['db\0query\0', { mean: 10, count: 100, logSpread: 0.2 }],
    ]),
    edges: new Map([
      ['shop\0cart', 100],
      ['cart\0db', 100],
    ]),
    hasLogs: true,
    events: new Map([['cart\0get', new Map([[' INFO found', 100]])]]),
    lines: new Map([['cart\0 INFO found', 100]]),
    lineCount: 100,
    ...changes,
  }
}
const reference = Array.from({ length: 8 }, () => healthy())

describe('terms on a system of three services', () => {
  it('are silent when nothing changed', () => {
    for (const term of [latencyTerm, shapeTerm, stopsTerm, logsTerm])
      expect(term(healthy(), reference).size).toBe(0)
  })

  it('charge self time to the service that spends it', () => {
    const times = new Map(healthy().times).set('db\0query\0', {
      mean: 100,
      count: 100,
      logSpread: 0.2,
    })
    const found = latencyTerm(healthy({ times }), reference)
    expect([...found.keys()]).toEqual(['db'])
    expect(found.get('db')!.sentence).toBe(
      'query took 100 ms of its own, usually 10 ms (100 calls): 100 % of all added time',
    )
  })

  it('charge waiting to the end of an edge all of whose edges are slow', () => {
    const times = new Map(healthy().times).set('cart\0get\0=db', {
      mean: 100,
      count: 100,
      logSpread: 0.2,
    })
    const found = latencyTerm(healthy({ times }), reference)
    // db has this edge only; cart has another one, which is as fast as ever.
    expect(found.get('db')!.strength).toBeGreaterThan(1.3 * found.get('cart')!.strength)
  })

  it('see that an operation no longer calls', () => {
    const children = new Map(healthy().children).set('cart\0get', new Map([['db\0query', 40]]))
    const leaves = new Map(healthy().leaves).set('cart\0get', 60)
    const found = shapeTerm(healthy({ children, leaves }), reference)
    expect([...found.keys()]).toEqual(['cart'])
    expect(found.get('cart')!.sentence).toContain('of 100 calls, usually in')
  })

  it('blame the one after whom callers stop', () => {
    const usual = healthy({
      lastCallee: new Map([['shop\0GET /', new Map([['db', 100]])]]),
    })
    const lastCallee = new Map([
      [
        'shop\0GET /',
        new Map([
          ['cart', 50],
          ['db', 50],
        ]),
      ],
    ])
    const found = stopsTerm(
      healthy({ lastCallee }),
      reference.map(() => usual),
    )
    expect([...found.keys()]).toEqual(['cart'])
  })

  it('see events that vanish and failures that are new', () => {
    const events = new Map([['cart\0get', new Map([[' INFO found', 30]])]])
    const lines = new Map([
      ['cart\0 INFO found', 30],
      ['db\0!ERROR disk full', 40],
    ])
    const found = logsTerm(healthy({ events, lines, lineCount: 70 }), reference)
    expect(found.get('cart')!.sentence).toBe(
      'get logged "INFO found" in 30 % of 100 calls, usually in 100 %',
    )
    expect(found.get('db')!.sentence).toBe('logged "ERROR disk full" 40 times, never seen before')
  })

  it('weaken callers of a service that shows the same', () => {
    const evidence = { strength: 20, sentence: 'fails' }
    const terms = explainAway(
      new Map([
        [
          'logs',
          new Map([
            ['shop', evidence],
            ['db', evidence],
          ]),
        ],
      ]),
      healthy().edges,
    )
    expect(terms.get('logs')!.get('shop')!.strength).toBe(5)
    expect(terms.get('logs')!.get('db')!.strength).toBe(20)
  })
})

describe('shareShift', () => {
  it('is a binomial z against the median of the windows', () => {
    const usual = Array.from({ length: 4 }, () => ({ hits: 50, calls: 100 }))
    // 0.2 / sqrt(0.25 * (1/100 + 1/400) + 0.01^2) = 0.2 / 0.05679, no window went as far
    expect(shareShift({ hits: 70, calls: 100 }, usual)!.z).toBeCloseTo(3.5218, 3)
  })

  it('does not judge few calls or few windows', () => {
    expect(shareShift({ hits: 1, calls: 2 }, [])).toBeUndefined()
    expect(shareShift({ hits: 9, calls: 9 }, [{ hits: 0, calls: 9 }])).toBeUndefined()
  })
})

describe('pathTerm', () => {
  const usual = Float64Array.from({ length: 50 }, (_, i) => 1 + 0.01 * (i % 5))
  const node = (service: string, during: number, requests = 100) => ({
    service,
    history: usual,
    before: usual.subarray(0, 3),
    during: Float64Array.of(during, during),
    requests: Float64Array.of(requests, requests),
  })
  const question = (cart: number, db: number) => ({
    target: 'shop',
    indicator: 'latency',
    nodes: new Map([
      ['shop', node('shop', 6)],
      ['cart', node('cart', cart)],
      ['db', node('db', db)],
    ]),
    callees: new Map([
      ['shop', ['cart']],
      ['cart', ['db']],
    ]),
  })
  const firstOf = (cart: number, db: number) =>
    [...pathTerm(question(cart, db))].sort((a, b) => b[1].strength - a[1].strength)[0]?.[0]

  it('goes down to the one that adds the time', () => {
    expect(firstOf(6, 6)).toBe('db')
    expect(firstOf(6, 1)).toBe('cart')
  })

  it('says nothing when the target is as usual', () => {
    const { nodes, ...rest } = question(1, 1)
    const calm = new Map(nodes).set('shop', node('shop', 1.02))
    expect(pathTerm({ ...rest, nodes: calm }).size).toBe(0)
  })
})

describe('changeOf', () => {
  const side = (before: number[], during: number[], indicator = 'cpu') => ({
    service: 'shop',
    indicator,
    before: Float64Array.from(before),
    during: Float64Array.from(during),
    history: new Float64Array(0),
  })

  it('is the distance of medians in robust spreads', () => {
    // median 10, quartiles 9 and 11: spread 2 / 1.349
    const change = changeOf(side([8, 9, 10, 11, 12], [20, 20, 20]))!
    expect(change.strength).toBeCloseTo((10 * 1.349) / 2, 6)
  })

  it('takes a success rate that falls as bad, and one that rises as good', () => {
    expect(changeOf(side([99, 99, 99], [50], 'SuccessRate'))!.strength).toBeGreaterThan(5)
    expect(changeOf(side([50, 50, 50], [99], 'SuccessRate'))!.strength).toBeLessThan(0)
  })

  it('judges nothing by too little', () => {
    expect(changeOf(side([1, 2], [9]))).toBeUndefined()
    expect(changeOf(side([1, 2, 3], [NaN]))).toBeUndefined()
  })

  const values = array(double({ min: 0, max: 1e3, noNaN: true }), {
    minLength: 5,
    maxLength: 20,
  })

  it('does not know units', () => {
    assert(
      property(values, values, constantFrom(2 ** -20, 2 ** 10, 2 ** 20), (a, b, factor) => {
        const scale = (one: number[]) => one.map((value) => value * factor)
        const plain = changeOf(side(a, b))!.strength
        expect(changeOf(side(scale(a), scale(b)))!.strength).toBeCloseTo(plain, 6)
      }),
    )
  })

  it('does not know the order of rows and columns', () => {
    assert(
      property(values, values, (a, b) => {
        const sides = [side(a, b), { ...side(b, a), service: 'cart' }]
        const turned = [side(a.toReversed(), b.toReversed()), { ...side(b, a), service: 'cart' }]
        const rank = (all: typeof sides) => {
          const changes = changesOf(all)
          const resource = new Map(
            changes.map(({ service, strength }) => [service, { strength, sentence: '' }] as const),
          )
          return rankCauses({ terms: new Map([['resource', resource]]), changes })
        }
        const scores = ({ causes }: ReturnType<typeof rank>) =>
          causes.map(({ service, score }) => `${service} ${score.toFixed(9)}`)
        expect(scores(rank(turned.toReversed()))).toEqual(scores(rank(sides)))
      }),
    )
  })
})

describe('rankCauses', () => {
  const evidence = (strengths: Record<string, number>) => ({
    terms: new Map([
      [
        'resource' as const,
        new Map(
          Object.entries(strengths).map(([service, strength]) => [
            service,
            { strength, sentence: service },
          ]),
        ),
      ],
    ]),
    changes: [],
  })

  it('is inconclusive without evidence, with little, and without a lead', () => {
    expect(rankCauses(evidence({}))).toEqual({ causes: [], inconclusive: true })
    expect(rankCauses(evidence({ shop: 3 })).inconclusive).toBe(true)
    expect(rankCauses(evidence({ shop: 40, cart: 39, db: 39 })).inconclusive).toBe(true)
    expect(rankCauses(evidence({ shop: 40, cart: 4 })).inconclusive).toBe(false)
  })

  it('gives scores that are chances: together at most 1', () => {
    const { causes } = rankCauses(evidence({ shop: 400, cart: 100, db: 20 }))
    expect(causes.map(({ service }) => service)).toEqual(['shop', 'cart', 'db'])
    expect(causes.reduce((sum, { score }) => sum + score, 0)).toBeLessThan(1)
  })

  it('tells memory before CPU where both jumped', () => {
    const change = (indicator: string, kind: 'cpu' | 'memory', strength: number) => ({
      service: 'shop',
      indicator,
      kind,
      strength,
      now: 2,
      usual: 1,
    })
    const [cause] = rankCauses({
      ...evidence({ shop: 400 }),
      changes: [change('cpu', 'cpu', 400), change('mem', 'memory', 20)],
    }).causes
    expect(cause!.indicators.map(({ name }) => name)).toEqual(['mem', 'cpu'])
  })
})

describe('logEventOf', () => {
  it('keeps what is constant', () => {
    const one = logEventOf('17:05:08.236 INFO  a.s.TokenService#95 [getToken][user: 4d2a46c7]')
    const other = logEventOf('18:01:00.001 INFO  a.s.TokenService#95 [getToken][user: 99]')
    expect(one).toEqual(other)
    expect(one).toEqual({ key: 'INFO a.s.TokenService#95', isBad: false })
    expect(logEventOf('ERROR cannot reach 10.0.0.1:80: timed out').isBad).toBe(true)
    expect(logEventOf('{"severity":"info","message":"took 12 ms"}').key).toBe('INFO took # ms')
  })
})
