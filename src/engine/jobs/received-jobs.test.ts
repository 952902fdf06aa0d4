import { expect, it } from 'vitest'

import { RecentSpans } from '../operations/recent-spans.ts'
import { receivedSpans, type TestSpan } from '../operations/spans.fixture.ts'
import { compareBody } from './compare-job.ts'
import { graphOfKept } from './service-graph-job.ts'

const START = 1_763_942_400

function keptOf(requests: readonly (readonly TestSpan[])[], most?: number) {
  const recent = new RecentSpans({ now: () => START, ...(most !== undefined && { most }) })
  for (const spans of requests) recent.take(receivedSpans(spans))
  return recent.since(-Infinity)
}

/** Each service sends its own spans: span 1 of a trace calls what is span 1 of another request. */
const web = Array.from({ length: 100 }, (_, i) => [
  { service: 'web', operation: 'GET /', trace: i, span: 2 * i + 1, start: START + i, ms: 100 },
  {
    service: 'web',
    operation: 'call',
    trace: i,
    span: 2 * i + 2,
    parent: 2 * i + 1,
    start: START + i + 0.01,
    ms: 80,
    kind: 3,
  },
]).flat()
const db = Array.from({ length: 100 }, (_, i) => ({
  service: 'db',
  operation: 'query',
  trace: i,
  span: i + 1,
  parent: 1000 + i,
  start: START + i + 0.02,
  ms: 60,
  failed: i < 10,
}))

it('draws calls between services whose spans came in different requests', () => {
  const graph = graphOfKept(keptOf([web, db]))
  expect(graph.sampled).toBe(1)
  expect(graph.edges).toEqual([
    expect.objectContaining({ caller: 'web', callee: 'db', failures: 0.1, p50_ms: 60, gap_ms: 20 }),
  ])
  expect(graph.edges[0]!.calls).toBeCloseTo(100 / 99.1, 2)
  expect(graph.nodes.map(({ service }) => service).toSorted()).toEqual(['db', 'web'])
})

it('keeps whole traces when there are too many, and tells calls per second of all', () => {
  const kept = keptOf([web, db], 150)
  expect(kept.sampled).toBeGreaterThan(1)
  expect(kept.batches.reduce((sum, { length }) => sum + length, 0)).toBeLessThanOrEqual(150)
  const graph = graphOfKept(kept)
  expect(graph.edges).toHaveLength(1)
  expect(graph.edges[0]!.calls).toBeGreaterThan(0.6)
  expect(graph.edges[0]!.calls).toBeLessThan(1.6)
})

const versions = Array.from({ length: 1200 }, (_, i) => ({
  start: START + i,
  ms: (40 + (i % 20)) * (i % 2 === 0 ? 1 : 3),
  attributes: { 'service.version': i % 2 === 0 ? 'v1' : 'v2' },
}))
const bodyOf = (document: object) => Buffer.from(JSON.stringify(document))

it('compares received spans by an attribute, and two windows', () => {
  const kept = keptOf([versions])
  const byVersion = bodyOf({ by: 'service.version', values: ['v1', 'v2'] })
  const { verdict, operations } = compareBody({ body: byVersion, kept })
  expect(verdict).toBe('regressed')
  expect(operations[0]!.latency.ratio).toBeCloseTo(3, 0)
  expect(operations[0]!.summary).toContain('service.version=v2 against service.version=v1')
  const windows = bodyOf({
    a: { start: START, end: START + 600 },
    b: { start: START + 600, end: START + 1200 },
  })
  expect(compareBody({ body: windows, kept }).verdict).toBe('no_difference')
})

it('compares rows of the body', () => {
  const rows = (factor: number) =>
    versions.map(({ start }, i) => ({
      service: 'shop',
      operation: 'GET /',
      timestamp: start,
      duration_ms: factor * (40 + (i % 20)),
      attributes: { version: factor },
    }))
  const sides = bodyOf({ a: { traces: rows(3) }, b: { traces: rows(1) }, service: 'shop' })
  expect(compareBody({ body: sides, kept: undefined }).verdict).toBe('improved')
  const one = { traces: [...rows(1), ...rows(3)], by: 'version', values: ['1', '3'] }
  expect(compareBody({ body: bodyOf(one), kept: undefined }).verdict).toBe('regressed')
})

it.each([
  ['nonsense', 'the body is not JSON'],
  ['[]', 'the body is not an object'],
  ['{"a":{},"b":{}}', 'a needs start and end, or traces'],
  ['{"a":{"traces":3},"b":{}}', 'a.traces is not a list of rows'],
  ['{"a":{"start":5,"end":4},"b":{}}', 'end must be after start'],
  ['{"a":{"start":1,"end":"x"},"b":{}}', 'a.end is neither unix seconds nor RFC 3339'],
  ['{"by":"x","values":["a"]}', 'values must be two values of the attribute'],
  ['{"by":"x","values":["a","b"]}', 'no spans were received'],
])('says what is wrong with %s', (body, message) => {
  expect(() => compareBody({ body: Buffer.from(body), kept: undefined })).toThrow(message)
})
