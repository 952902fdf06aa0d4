import { describe, expect, it } from 'vitest'

import { columnsOf, drawsOf, type TestRow } from '../batches.fixture.ts'
import { associationOf } from './association.ts'
import type { AttributedSpans } from './attribute-counts.ts'
import { suspects } from './suspects.ts'

interface AttributedRow extends TestRow {
  readonly attributes: Readonly<Record<string, string>>
}

function attributed(rows: readonly AttributedRow[]): AttributedSpans {
  const columns = columnsOf(rows)
  const strings = [...columns.strings]
  const numberOf = (text: string) => {
    const known = strings.indexOf(text)
    return known >= 0 ? known : strings.push(text) - 1
  }
  const pairs: string[] = []
  const offsets = [0]
  const attributes: number[] = []
  for (const row of rows) {
    for (const [key, value] of Object.entries(row.attributes)) {
      const name = `${key}\0${value}`
      const known = pairs.indexOf(name)
      attributes.push(known >= 0 ? known : pairs.push(name) - 1)
    }
    offsets.push(attributes.length)
  }
  return {
    ...columns,
    strings,
    attributeOffsets: Uint32Array.from(offsets),
    attributes: Uint32Array.from(attributes),
    pairKey: Uint32Array.from(pairs, (pair) => numberOf(pair.split('\0')[0]!)),
    pairValue: Uint32Array.from(pairs, (pair) => numberOf(pair.split('\0')[1]!)),
  }
}

/** 1,000 spans of two operations on five pods in three regions; `odd` may change one. */
const world = (
  seed: number,
  change: (row: AttributedRow, chance: number) => Partial<AttributedRow>,
) => {
  const { between, uniform, normal } = drawsOf(seed)
  return Array.from({ length: 1000 }, (_, i): AttributedRow => {
    const pod = between(1, 5)
    const operation = i % 2 === 0 ? 'read' : 'write'
    const row = {
      ms: (operation === 'read' ? 10 : 400) * Math.exp(0.3 * normal()),
      operation,
      trace: `t${i}`,
      at: i,
      attributes: {
        pod: `pod-${pod}`,
        host: `host-${pod}`,
        region: `region-${between(1, 3)}`,
        'db.statement': operation,
      },
    }
    return { ...row, ...change(row, uniform()) }
  })
}

describe('suspects', () => {
  it('names the pod whose calls are slow, and its host beside it', () => {
    const rows = world(1, ({ ms, attributes }) => ({
      ms: attributes.pod === 'pod-3' ? 4 * ms : ms,
    }))
    const found = suspects(attributed(rows))
    expect(found).toHaveLength(1)
    expect(found[0]).toMatchObject({ key: 'host', value: 'host-3', of: 'slow' })
    expect(found[0]!.same_spans).toEqual([{ key: 'pod', value: 'pod-3' }])
    expect(found[0]!.risk_ratio).toBeGreaterThan(10)
    expect(found[0]!.exemplars).toHaveLength(3)
    expect(found[0]!.summary).toContain('host = host-3')
  })

  it('names the region whose calls fail', () => {
    const rows = world(2, ({ attributes }, chance) => ({
      failed: chance < (attributes.region === 'region-2' ? 0.2 : 0.02),
    }))
    const found = suspects(attributed(rows))
    expect(found.map(({ key, value, of }) => [key, value, of])).toEqual([
      ['region', 'region-2', 'failed'],
    ])
  })

  it('does not accuse what only a slow or failing operation has', () => {
    const rows = world(3, ({ operation }, chance) => ({
      failed: chance < (operation === 'write' ? 0.3 : 0.01),
    }))
    expect(suspects(attributed(rows))).toEqual([])
  })

  it('is silent where nothing goes together, in nineteen of twenty worlds', () => {
    let alarms = 0
    for (let seed = 1; seed <= 40; seed++) {
      const rows = world(seed + 100, (_, chance) => ({ failed: chance < 0.1 }))
      if (suspects(attributed(rows)).length > 0) alarms++
    }
    expect(alarms).toBeLessThanOrEqual(4)
  })

  it('takes a hundred slow spans of one trace for one piece of evidence', () => {
    const rows = world(4, () => ({})).map((row, i) =>
      i < 100
        ? { ...row, ms: 20 * row.ms, trace: 'one', attributes: { ...row.attributes, user: 'u' } }
        : { ...row, attributes: { ...row.attributes, user: i < 130 ? 'u' : 'v' } },
    )
    expect(suspects(attributed(rows)).map(({ key }) => key)).not.toContain('user')
  })
})

describe('associationOf', () => {
  it('needs twenty spans and five odd ones', () => {
    const stratum = { inside: 20, oddInside: 5, outside: 100, oddOutside: 5 }
    expect(associationOf([stratum])).toBeDefined()
    expect(associationOf([{ ...stratum, inside: 19 }])).toBeUndefined()
    expect(associationOf([{ ...stratum, oddInside: 4 }])).toBeUndefined()
    expect(associationOf([{ ...stratum, outside: 0, oddOutside: 0 }])).toBeUndefined()
  })

  // By the definition: the ways to draw 5 or more odd spans into the 20, of all ways; both sides.
  it('is exact for few: hypergeometric tail', () => {
    const choose = (n: number, k: number): number => (k === 0 ? 1 : (choose(n - 1, k - 1) * n) / k)
    let tail = 0
    for (let k = 5; k <= 10; k++) tail += (choose(20, k) * choose(100, 10 - k)) / choose(120, 10)
    const { p, riskRatio } = associationOf([
      { inside: 20, oddInside: 5, outside: 100, oddOutside: 5 },
    ])!
    expect(p).toBeCloseTo(2 * tail, 10)
    expect(riskRatio).toBeCloseTo(5, 10)
  })
})
