import { expect, it } from 'vitest'

import { aFinding, anIncident, aSignal } from '../../test/findings.ts'
import { errors } from '../errors.ts'
import { Situation, type SituationContext } from './situation.ts'

const signal = aSignal()
const context: SituationContext = {
  now: 5000,
  signalOf: () => signal,
  isFollowed: () => true,
  isPage: () => true,
}

/** After a restart: one incident with one open finding is in the store. */
async function afterRestart(): Promise<Situation> {
  const situation = new Situation()
  const page = <T>(...items: T[]) => Promise.resolve({ items, next: null })
  await situation.load(
    {
      listIncidents: () => page(anIncident()),
      listFindings: () => page(aFinding()),
      listPredictions: () => page(),
    },
    5000,
  )
  return situation
}

it('lets a finding stay open as long as its detector follows it', async () => {
  const situation = await afterRestart()
  expect(situation.absorb([], context)).toEqual({
    findings: [],
    incidents: [],
    pages: [],
    over: [],
  })
  expect([...situation.findings.keys()]).toEqual(['f1'])
})

it('ends a finding that no detector follows, and in time its incident', async () => {
  const situation = await afterRestart()
  const orphaned = situation.absorb([], { ...context, isFollowed: () => false })
  expect(orphaned.findings).toEqual([aFinding({ end: 5000 })])
  expect(situation.findings.size).toBe(0)
  const later = situation.absorb([], { ...context, now: 5300 })
  expect(later.incidents).toMatchObject([{ id: 'i1', state: 'resolved', end: 5000 }])
  expect(situation.openIncidents()).toEqual([])
})

it('goes on with the mutes it knew while the database is away', async () => {
  const situation = new Situation()
  const mute = { id: 'm1', start: 0, end: 9000 }
  const draft = { kind: 'spike', start: 4000, end: null, score: 9, alertScore: 1 } as const
  const noticed = [
    { signal, draft: { ...draft, observed: 1, expected: 0, lower: null, upper: null } },
  ]
  await situation.loadMutes(
    { listMutes: () => Promise.resolve({ items: [mute], next: null }) },
    { start: 0, end: 9000 },
  )
  await situation.loadMutes(
    { listMutes: () => Promise.reject(errors.storeUnavailable('gone')) },
    { start: 0, end: 9000 },
  )
  expect(situation.absorb(noticed, context)).toMatchObject({ findings: [{}], incidents: [] })
})
