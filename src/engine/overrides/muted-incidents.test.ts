import { expect, it } from 'vitest'

import { signalOf } from '../../discover/signal.ts'
import type { FindingDraft } from '../../model/finding.ts'
import type { Query } from '../../model/signal.ts'
import { Situation, type SituationContext } from '../situation.ts'
import { isMutedByOverride } from './muted-by-override.ts'
import { Rulebook } from './rulebook.ts'

const query: Query = {
  id: 'q1',
  expr: 'queue_length',
  metric: 'queue_length',
  title: 'queue length',
  role: 'saturation',
  unit: 'count',
  bad: 'up',
  entityLabels: ['job'],
}
const mails = signalOf(query, { job: 'mails' })
const orders = signalOf(query, { job: 'orders' })
const MUTE_MAILS = {
  timeZone: 'UTC',
  calendar: [],
  overrides: [{ match: { service: /^mails$/ }, mute: true }],
}

const draft: FindingDraft = {
  kind: 'spike',
  start: 1000,
  end: null,
  score: 9,
  alertScore: 0.9,
  observed: 50,
  expected: 5,
  lower: 3,
  upper: 7,
}
const noticed = (signal: typeof mails, more: Partial<FindingDraft> = {}) => ({
  signal,
  at: 1060,
  draft: { ...draft, ...more },
})

/** A situation where everything pages that is not muted. */
function situationWith(book: Rulebook) {
  const situation = new Situation()
  const context = (now: number): SituationContext => ({
    now,
    signalOf: (id) => [mails, orders].find((signal) => signal.id === id),
    isFollowed: () => true,
    isPage: () => true,
    isMutedByOverride: (finding) => isMutedByOverride(finding, book, situation.incidents.values()),
  })
  for (const signal of [mails, orders]) book.profileOf(signal, 60)
  return { situation, context }
}

it('keeps the findings of a muted signal, and makes no incident of them', () => {
  const { situation, context } = situationWith(new Rulebook(MUTE_MAILS, 0))
  const { findings, incidents } = situation.absorb([noticed(mails), noticed(orders)], context(1060))
  expect(findings.map(({ signal }) => signal)).toEqual([mails.id, orders.id])
  const told = incidents.flatMap((incident) => incident.findings.map(({ signal }) => signal))
  expect(told).toEqual([orders.id])
})

it('tells an incident to its end that was open when its signal was muted', () => {
  const book = new Rulebook(undefined, 0)
  const { situation, context } = situationWith(book)
  situation.absorb([noticed(mails)], context(1060))
  expect(situation.openIncidents()).toHaveLength(1)
  book.change(MUTE_MAILS, 0)
  book.profileOf(mails, 60)
  situation.absorb([noticed(mails, { end: 1100 })], context(1120))
  // Incidents end a while after their last finding, so that what comes back joins them.
  for (let now = 1180; now < 1100 + 7200; now += 60) situation.absorb([], context(now))
  expect(situation.openIncidents()).toEqual([])
  const ends = [...situation.incidents.values()].map(({ end }) => end)
  expect(ends).toEqual([1100])
})
