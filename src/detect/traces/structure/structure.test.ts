import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { analyze, columnsOf, type TestRow } from '../batches.fixture.ts'
import { pathTimes } from './critical-path.ts'
import { givenParents } from './given-parents.ts'
import { inferParents } from './inferred-parents.ts'
import { findStructure } from './structure.ts'
import { gatherTraces } from './traces.ts'

/** A gateway that calls two services one after the other, the second of which calls a database. */
const CALLS: readonly TestRow[] = [
  { trace: 'a', span: 1, service: 'web', operation: 'GET /', at: 0, ms: 100 },
  { trace: 'a', span: 2, parent: 1, service: 'cart', operation: 'read', at: 0.01, ms: 20 },
  { trace: 'a', span: 3, parent: 1, service: 'pay', operation: 'charge', at: 0.04, ms: 50 },
  { trace: 'a', span: 4, parent: 3, service: 'db', operation: 'SELECT', at: 0.045, ms: 40 },
]
const PARENTS = [-1, 0, 0, 2]
// By hand: 100 - 20 - 50, 20, 50 - 40, 40; they follow one another, so the path holds all of them.
const SELF = [30, 20, 10, 40]

const bare = (rows: readonly TestRow[]): TestRow[] =>
  rows.map((row) => {
    const { span, parent, ...rest } = row
    return span === undefined && parent === undefined ? row : rest
  })
const close = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 3))

const spansOf = (rows: readonly TestRow[], parents: readonly number[]) => ({
  parents: Int32Array.from(parents),
  starts: Float64Array.from(rows, ({ at }) => at ?? 0),
  durationMs: Float64Array.from(rows, ({ ms }) => ms),
})

/** The same calls, once a second. */
const batch = (rows: readonly TestRow[]) =>
  Array.from({ length: 30 }, (_, i) =>
    rows.map((row) => ({ ...row, trace: `t${i}`, at: row.at! + i })),
  ).flat()

describe('parents', () => {
  it('are taken from the ids, inside of one trace', () => {
    const twice = [...CALLS, ...CALLS.map((row) => ({ ...row, trace: 'b' }))]
    const shifted = PARENTS.map((parent) => (parent < 0 ? -1 : parent + 4))
    expect([...givenParents(columnsOf(twice))!]).toEqual([...PARENTS, ...shifted])
  })

  it('are none where no id leads to a row', () => {
    expect(givenParents(columnsOf([{ ms: 1, span: 1, parent: 9 }]))).toBeUndefined()
    expect(givenParents(columnsOf([{ ms: 1 }]))).toBeUndefined()
  })

  it('never form a circle', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(12), { minLength: 1, maxLength: 12 }), (parents) => {
        const rows = parents.map((parent, i) => ({ ms: 1, trace: 'a', span: i + 1, parent }))
        const found = givenParents(columnsOf(rows)) ?? new Int32Array(rows.length).fill(-1)
        for (let row = 0; row < rows.length; row++) {
          let at = row
          for (let steps = 0; at >= 0; steps++) {
            expect(steps).toBeLessThanOrEqual(rows.length)
            at = found[at]!
          }
        }
      }),
    )
  })

  it('are inferred from the smallest enclosing interval', () => {
    const columns = columnsOf(bare(CALLS))
    expect([...inferParents(columns, gatherTraces(columns))!.parents]).toEqual(PARENTS)
  })

  it('are inferred from times that are those of the ends', () => {
    const columns = columnsOf(bare(CALLS).map((row) => ({ ...row, at: row.at! + row.ms / 1000 })))
    const { parents, starts } = inferParents(columns, gatherTraces(columns))!
    expect([...parents]).toEqual(PARENTS)
    expect([...starts].map((start) => start - starts[0]!)).toEqual(close([0, 0.01, 0.04, 0.045]))
  })

  it('know a call that goes on a little after its caller from the call that follows', () => {
    const rows: TestRow[] = [
      { trace: 'a', operation: 'request', at: 0.0001, ms: 100 },
      { trace: 'a', operation: 'first', at: 0.0102, ms: 10.002 },
      // Begins while the first still runs, for two microseconds.
      { trace: 'a', operation: 'second', at: 0.0202, ms: 0.5 },
      { trace: 'a', operation: 'third', at: 0.0302, ms: 2 },
      // Most of it is within the third, which it outlives by 0.4 ms.
      { trace: 'a', operation: 'cleanup', at: 0.0308, ms: 1.8 },
    ]
    const columns = columnsOf(rows)
    expect([...inferParents(columns, gatherTraces(columns))!.parents]).toEqual([-1, 0, 0, 0, 3])
  })

  it('are not inferred from rows that stand beside each other', () => {
    const beside = Array.from({ length: 6 }, (_, i) => ({
      trace: 'a',
      operation: `op${i}`,
      at: i,
      ms: 10,
    }))
    expect(findStructure(columnsOf(beside)).kind).toBe('none')
  })

  it('are not inferred where each trace is one operation', () => {
    const columns = columnsOf([
      { trace: 'a', at: 0, ms: 100 },
      { trace: 'a', at: 0.01, ms: 20 },
    ])
    expect(inferParents(columns, gatherTraces(columns))).toBeUndefined()
  })
})

describe('pathTimes', () => {
  it('gives everyone the time that no child explains', () => {
    const { self, critical } = pathTimes(spansOf(CALLS, PARENTS))
    expect([...self]).toEqual(close(SELF))
    expect([...critical]).toEqual(close(SELF))
  })

  // Of two children side by side only the one that ends last is waited for.
  it('leaves a child beside the path out', () => {
    const rows = [
      { at: 0, ms: 100 },
      { at: 0.01, ms: 80 },
      { at: 0.01, ms: 30 },
    ]
    const { self, critical } = pathTimes(spansOf(rows, [-1, 0, 0]))
    expect([...self]).toEqual(close([20, 80, 30]))
    expect([...critical]).toEqual(close([20, 80, 0]))
  })

  it('cuts off what sticks out of the parent', () => {
    const rows = [
      { at: 0, ms: 100 },
      { at: 0.05, ms: 60 },
    ]
    const { self, critical } = pathTimes(spansOf(rows, [-1, 0]))
    expect([...self]).toEqual(close([50, 60]))
    expect([...critical]).toEqual(close([50, 50]))
  })

  it('adds up to the durations of the roots, whatever the tree', () => {
    const span = fc.record({
      at: fc.integer({ min: 0, max: 50 }),
      ms: fc.integer({ min: 0, max: 60 }),
    })
    fc.assert(
      fc.property(fc.array(fc.tuple(span, fc.nat(20)), { minLength: 1, maxLength: 20 }), (tree) => {
        const parents = tree.map(([, parent], i) => (i === 0 ? -1 : (parent % (i + 1)) - 1))
        const rows = tree.map(([{ at, ms }]) => ({ at: at / 1000, ms }))
        const { critical } = pathTimes(spansOf(rows, parents))
        const all = critical.reduce((sum, one) => sum + one, 0)
        const roots = rows.reduce((sum, { ms }, i) => sum + (parents[i]! < 0 ? ms : 0), 0)
        expect(all).toBeCloseTo(roots, 3)
        expect(critical.every((time) => time >= 0)).toBe(true)
      }),
    )
  })
})

describe('bottlenecks', () => {
  it.each([
    ['ids', batch(CALLS)],
    ['inferred', bare(batch(CALLS))],
  ])('share the critical path where the structure is %s', (structure, rows) => {
    const { analysis } = analyze(rows)
    expect(analysis.structure).toBe(structure)
    expect(
      analysis.bottlenecks.map(({ service, critical_path_share: share }) => [service, share]),
    ).toEqual([
      ['db', expect.closeTo(0.4, 4)],
      ['web', expect.closeTo(0.3, 4)],
      ['cart', expect.closeTo(0.2, 4)],
      ['pay', expect.closeTo(0.1, 4)],
    ])
    expect(analysis.bottlenecks[1]).toMatchObject({ avg_duration_ms: 100, count: 30 })
  })

  it('share the total duration where there is none', () => {
    const rows = Array.from({ length: 40 }, (_, i) => ({
      operation: `op${i % 8}`,
      ms: i % 8,
      at: i,
    }))
    const { bottlenecks, structure } = analyze(rows).analysis
    expect(structure).toBe('none')
    expect(bottlenecks.map(({ operation }) => operation)).toEqual([
      'op7',
      'op6',
      'op5',
      'op4',
      'op3',
    ])
    expect(bottlenecks[0]!.critical_path_share).toBeCloseTo(7 / 28, 5)
  })
})
