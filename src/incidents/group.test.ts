import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { aFinding, aSignal } from '../../test/findings.ts'
import type { Finding } from '../model/finding.ts'
import type { Incident } from '../model/incident.ts'
import type { IncidentContext } from './context.ts'
import { groupFindings } from './group.ts'

const MINUTE = 60

/** A finding on a signal of its own, whose service and entity bear one name. */
const on = (name: string, start: number, over: Partial<Finding> = {}) =>
  aFinding({ id: `${name}@${start}`, signal: name, entity: name, service: name, start, ...over })

const ending = (finding: Finding, end: number | null): Finding => ({ ...finding, end })

/** The ids of the findings of each incident, incidents in the order in which they began. */
const shape = (incidents: Iterable<Incident>) =>
  [...incidents]
    .sort((a, b) => a.start - b.start || (a.id < b.id ? -1 : 1))
    .map(({ findings }) => findings.map(({ id }) => id).sort())

const group = (findings: Finding[], context: Partial<IncidentContext> = {}) =>
  groupFindings([], findings, { now: 1e6, ...context }).changed

/** Feeds cycles one after the other, as the engine does. */
function live(cycles: readonly (readonly [now: number, findings: Finding[]])[]) {
  const incidents = new Map<string, Incident>()
  const changes = cycles.map(([now, findings]) => {
    const { changed } = groupFindings([...incidents.values()], findings, { now })
    for (const incident of changed) incidents.set(incident.id, incident)
    return changed
  })
  return { incidents, changes }
}

describe('what belongs together', () => {
  it.each<[string, number, Finding[]]>([
    ['one entity, while the first goes on', 1, [on('a', 0), on('a', 50 * MINUTE)]],
    ['one entity, half an hour after', 1, [on('a', 0, { end: 60 }), on('a', 1860)]],
    ['one entity, later than that', 2, [on('a', 0, { end: 60 }), on('a', 1861)]],
    [
      'one service, ten minutes after',
      1,
      [on('a', 0, { end: 60, service: 's' }), on('b', 660, { service: 's' })],
    ],
    [
      'one service, later than that',
      2,
      [on('a', 0, { end: 60, service: 's' }), on('b', 661, { service: 's' })],
    ],
    ['strangers at the same time', 3, [on('a', 0), on('b', 0), on('c', 0)]],
    ['many at the same time', 1, [on('a', 0), on('b', 60), on('c', 100), on('d', 120)]],
    ['many, but one after another', 4, [on('a', 0), on('b', 121), on('c', 242), on('d', 363)]],
    [
      'many predictions made at once',
      4,
      ['a', 'b', 'c', 'd'].map((name) => on(name, 0, { kind: 'prediction' })),
    ],
    [
      'news of an entity that has been odd for days',
      2,
      [on('a', 0), on('a', 20_000, { signal: 'b' })],
    ],
    ['the same signal again, however long it goes on', 1, [on('a', 0), on('a', 20_000)]],
  ])('%s: %d', (_name, count, findings) => {
    expect(group(findings)).toHaveLength(count)
  })

  it('joins what shares a job, when it began together', () => {
    const sameJob = { signalOf: () => aSignal({ labels: { job: 'node' } }) }
    expect(group([on('a', 0), on('b', 120)], sameJob)).toHaveLength(1)
    expect(group([on('a', 0), on('b', 121)], sameJob)).toHaveLength(2)
  })

  it('joins neighbours in the call graph, whichever of the two knows the other', () => {
    const graph = { neighbours: (service: string) => (service === 'a' ? ['b'] : []) }
    expect(group([on('a', 0), on('b', 60)], graph)).toHaveLength(1)
    expect(group([on('b', 0), on('a', 60)], graph)).toHaveLength(1)
    expect(group([on('a', 0), on('c', 60)], graph)).toHaveLength(2)
  })

  it('prefers its own entity to its service', () => {
    const findings = [on('a', 0, { service: 's' }), on('b', 3600, { service: 's', end: 3700 })]
    const two = group([findings[0]!]).concat(group([findings[1]!]))
    const { changed } = groupFindings(two, [on('b', 3800, { service: 's' })], { now: 4000 })
    expect(changed.map(({ id }) => id)).toEqual([two[1]!.id])
  })
})

describe('the life of an incident', () => {
  it('opens, is over when all has been quiet for five minutes, and keeps its id', () => {
    const open = on('a', 0)
    const over = { ...open, end: 120 }
    const { changes } = live([
      [60, [open]],
      [120, [open]],
      [180, [over]],
      [419, []],
      [420, []],
      [480, []],
    ])
    expect(changes.map((changed) => changed.map(({ state, end }) => [state, end]))).toEqual([
      [['open', null]],
      [],
      [['open', null]],
      [],
      [['resolved', 120]],
      [],
    ])
    const ids = changes.flat().map(({ id }) => id)
    expect(new Set(ids).size).toBe(1)
  })

  it('is opened again instead of told anew', () => {
    const { incidents, changes } = live([
      [60, [on('a', 0, { end: 60 })]],
      [600, []],
      [1200, [on('a', 1200)]],
    ])
    expect(changes.map(([incident]) => incident?.state)).toEqual(['open', 'resolved', 'open'])
    expect([...incidents.values()]).toMatchObject([{ start: 0, end: null, state: 'open' }])
  })

  it('stays acknowledged, until it is over', () => {
    const [incident] = group([on('a', 0)])
    const acknowledged = { ...incident!, state: 'acknowledged' as const }
    const more = groupFindings([acknowledged], [on('a', 60)], { now: 60 }).changed
    expect(more).toMatchObject([{ state: 'acknowledged', id: incident!.id }])
    const all = more[0]!.findings.map((finding) => ending(finding, 90))
    expect(groupFindings(more, all, { now: 600 }).changed).toMatchObject([{ state: 'resolved' }])
  })

  it('gets no less severe and no less alarming', () => {
    const roles = {
      signalOf: (id: string) => aSignal({ role: id === 'errors' ? 'errors' : 'level' }),
    }
    const findings = [on('a', 0, { signal: 'errors', alert_score: 0.9 })]
    const first = group(findings, roles)
    const later = [on('a', 60, { signal: 'load', alert_score: 0.2 })]
    const { changed } = groupFindings(first, later, { now: 90, ...roles })
    expect(changed).toMatchObject([{ severity: 'critical', alert_score: 0.9 }])
  })

  it('takes a backlog in as over', () => {
    expect(group([on('a', 0, { end: 60 })])).toMatchObject([{ state: 'resolved', end: 60 }])
  })

  it('takes the last of several versions', () => {
    const open = on('a', 0)
    expect(group([open, { ...open, end: 60 }])).toMatchObject([
      { end: 60, findings: [{ end: 60 }] },
    ])
  })

  it('holds at most 200 findings, and every one that goes on', () => {
    const flapping = Array.from({ length: 300 }, (_, i) =>
      on('a', i * MINUTE, { end: i * MINUTE + 30, alert_score: i / 300 }),
    )
    const open = on('a', 150 * MINUTE + 1)
    const [incident, ...none] = group([...flapping, open])
    expect(none).toEqual([])
    expect(incident!.findings).toHaveLength(200)
    expect(incident!.findings).toContainEqual(open)
    expect(incident!.start).toBe(0)
  })
})

describe('whatever comes', () => {
  const findings = fc
    .uniqueArray(
      fc.record({
        name: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
        start: fc.integer({ min: 0, max: 120 }),
        length: fc.option(fc.integer({ min: 0, max: 30 })),
      }),
      { selector: ({ name, start }) => `${name}${start}`, maxLength: 25 },
    )
    .map((drafts) =>
      drafts.map(({ name, start, length }) =>
        on(name, start * MINUTE, { end: length === null ? null : (start + length) * MINUTE }),
      ),
    )

  it('puts every finding in exactly one incident, in any order the same', () => {
    fc.assert(
      fc.property(findings, (some) => {
        const changed = group(some)
        const ids = changed.flatMap((incident) => incident.findings.map(({ id }) => id))
        expect(ids.sort()).toEqual(some.map(({ id }) => id).sort())
        expect(shape(group(some.toReversed()))).toEqual(shape(changed))
      }),
    )
  })

  it('is silent when nothing changed', () => {
    fc.assert(
      fc.property(findings, (some) => {
        const changed = group(some)
        expect(groupFindings(changed, some, { now: 1e6 })).toEqual({ changed: [] })
      }),
    )
  })

  it('gives the same incidents cycle by cycle as at once', () => {
    fc.assert(
      fc.property(findings, (some) => {
        // A burst is seen only once it is there, so this holds for fewer than four at a time.
        const few = some.filter(({ entity }) => 'abc'.includes(entity))
        const cycles = Array.from({ length: 160 }, (_, i) => {
          const now = i * MINUTE
          const known = few.filter(({ start }) => start <= now)
          const seen = known.map((finding) =>
            finding.end !== null && finding.end > now ? ending(finding, null) : finding,
          )
          return [now, seen] as const
        })
        expect(shape(live(cycles).incidents.values())).toEqual(shape(group(few)))
      }),
      { numRuns: 50 },
    )
  })
})
