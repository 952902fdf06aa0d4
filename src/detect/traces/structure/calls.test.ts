import { describe, expect, it } from 'vitest'

import { columnsOf, drawsOf, shuffled, type TestRow } from '../batches.fixture.ts'
import { completenessOf } from './completeness.ts'
import { errorOrigins } from './error-origins.ts'
import { repeatedCalls } from './repeated-calls.ts'
import { serviceGraphOf } from './service-graph.ts'
import type { LinkedSpans } from './spans-of-traces.ts'
import { findStructure } from './structure.ts'

/** A page that asks a cart service through a client span; the cart asks the database six times. */
const cart = (trace: string, failing = false): TestRow[] => [
  { trace, span: 1, service: 'web', operation: 'GET /', at: 0, ms: 100, failed: failing },
  {
    trace,
    span: 2,
    parent: 1,
    service: 'web',
    operation: 'cart.get',
    at: 0.01,
    ms: 80,
    failed: failing,
  },
  {
    trace,
    span: 3,
    parent: 2,
    service: 'cart',
    operation: 'get',
    at: 0.015,
    ms: 70,
    failed: failing,
  },
  ...Array.from({ length: 6 }, (_, i) => ({
    trace,
    span: 4 + i,
    parent: 3,
    service: 'db',
    operation: 'SELECT',
    at: 0.02 + 0.01 * i,
    ms: 10,
    failed: failing && i === 2,
  })),
]

function linked(rows: readonly TestRow[]): LinkedSpans {
  const columns = columnsOf(rows)
  const { parents, starts } = findStructure(columns)
  return { columns, parents: parents!, starts: starts! }
}

const graphOf = (rows: readonly TestRow[]) => {
  const columns = columnsOf(rows)
  return serviceGraphOf(columns, findStructure(columns))
}

describe('completenessOf', () => {
  it('counts whole traces, missing parents and clocks that differ', () => {
    const rows: TestRow[] = [
      ...cart('whole'),
      { trace: 'orphan', span: 1, parent: 9, at: 0, ms: 5 },
      { trace: 'two roots', span: 1, at: 0, ms: 5 },
      { trace: 'two roots', span: 2, at: 0, ms: 5 },
      { trace: 'skewed', span: 1, at: 1, ms: 100 },
      { trace: 'skewed', span: 2, parent: 1, at: 0.9, ms: 50 },
      { trace: 'skewed', span: 3, parent: 1, at: 1.05, ms: 100 },
    ]
    expect(completenessOf(linked(rows))).toEqual({
      traces: 4,
      complete: 2,
      orphans: 1,
      early: 1,
      late: 1,
    })
  })
})

describe('serviceGraphOf', () => {
  it('has an edge for each pair of services, and what the client waits beyond the server', () => {
    const { edges, nodes, structure } = graphOf([...cart('a'), ...cart('b', true)])
    expect(structure).toBe('ids')
    expect(edges).toEqual([
      {
        caller: 'cart',
        callee: 'db',
        calls: 12,
        failures: 1,
        p50_ms: 10,
        p95_ms: null,
        gap_ms: null,
      },
      {
        caller: 'web',
        callee: 'cart',
        calls: 2,
        failures: 1,
        p50_ms: 70,
        p95_ms: null,
        gap_ms: 10,
      },
    ])
    // By hand, a trace: web works 100 - 80 + 80 - 70, the cart 70 - 60, the database 60.
    expect(nodes).toEqual([
      { service: 'db', calls: 12, failures: 1, self_ms: expect.closeTo(120, 2) },
      { service: 'cart', calls: 2, failures: 1, self_ms: expect.closeTo(20, 2) },
      { service: 'web', calls: 2, failures: 1, self_ms: expect.closeTo(60, 2) },
    ])
  })

  it('says so where nobody is known to call anybody', () => {
    const { edges, nodes, warnings, structure } = graphOf([{ ms: 1, service: 'a' }])
    expect({ edges, structure }).toEqual({ edges: [], structure: 'none' })
    expect(nodes).toEqual([{ service: 'a', calls: 1, failures: 0, self_ms: 1 }])
    expect(warnings).toHaveLength(1)
  })

  it('does not depend on the order of rows', () => {
    const rows = ['a', 'b', 'c'].flatMap((trace) => cart(trace))
    expect(graphOf(shuffled(rows, drawsOf(1)))).toEqual(graphOf(rows))
  })
})

describe('repeatedCalls', () => {
  it('tells a loop of the same call, its share of the caller and that it is serial', () => {
    const found = repeatedCalls(linked([...cart('a'), ...cart('b')]))
    expect(found).toEqual([
      {
        service: 'db',
        operation: 'SELECT',
        caller: { service: 'cart', operation: 'get' },
        repeating: 2,
        calling: 2,
        times: 6,
        most: 6,
        // 60 of 70 ms.
        cost_share: expect.closeTo(60 / 70, 4),
        is_serial: true,
        exemplars: ['a', 'b'],
      },
    ])
  })

  it('knows calls that run beside each other from a loop', () => {
    const rows = cart('a').map((row) => (row.service === 'db' ? { ...row, at: 0.02 } : row))
    const [found] = repeatedCalls(linked(rows))
    expect(found!.is_serial).toBe(false)
    expect(found!.cost_share).toBeCloseTo(10 / 70, 4)
  })

  it('is silent on fewer than five, and on loops that cost nothing', () => {
    const few = cart('a').filter(({ span }) => span! < 8)
    expect(repeatedCalls(linked(few))).toEqual([])
    const cheap = cart('a').map((row) => (row.service === 'db' ? { ...row, ms: 0.1 } : row))
    expect(repeatedCalls(linked(cheap))).toEqual([])
  })
})

describe('errorOrigins', () => {
  it('blames the deepest, and tells who passed it on', () => {
    const found = errorOrigins(linked([...cart('a', true), ...cart('b')]))
    const counts = found.map(({ service, operation, ...one }) => ({
      who: `${service} ${operation}`,
      origins: one.origins,
      passed_on: one.passed_on,
      reach_root: one.reach_root,
      exemplars: one.exemplars,
    }))
    const passing = { origins: 0, passed_on: 1, reach_root: 0, exemplars: [] }
    expect(counts).toEqual([
      { who: 'db SELECT', origins: 1, passed_on: 0, reach_root: 1, exemplars: ['a'] },
      { who: 'cart get', ...passing },
      { who: 'web GET /', ...passing },
      { who: 'web cart.get', ...passing },
    ])
  })

  it('counts failures that a caller got over', () => {
    const rows = cart('a', true).map((row) =>
      row.service === 'web' ? { ...row, failed: false } : row,
    )
    const found = errorOrigins(linked(rows))
    expect(found.map(({ operation, absorbed }) => [operation, absorbed])).toEqual([
      ['SELECT', 0],
      ['get', 0],
      ['cart.get', 1],
    ])
    expect(found[0]!.reach_root).toBe(0)
  })
})
