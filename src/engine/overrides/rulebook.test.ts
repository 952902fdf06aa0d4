import { describe, expect, it } from 'vitest'

import { dayKind, localSeconds } from '../../detect/metrics/wall-clock.ts'
import { signalOf } from '../../discover/signal.ts'
import type { Override, SignalRules } from '../../model/override.ts'
import type { Query } from '../../model/signal.ts'
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
const mails = signalOf(query, { job: 'mails', queue: 'out' })
const orders = signalOf(query, { job: 'orders', queue: 'in' })
const NOW = Date.parse('2026-07-01T00:00:00Z') / 1000

const rulesOf = (...overrides: Override[]): SignalRules => ({
  timeZone: 'UTC',
  calendar: [],
  overrides,
})
const bookOf = (...overrides: Override[]) => new Rulebook(rulesOf(...overrides), NOW)
const directionOf = (match: Override['match'], signal = mails) =>
  bookOf({ match, direction: 'both' }).profileOf(signal, 60).bad

describe('a rulebook', () => {
  it('leaves a signal as it is where nobody said anything', () => {
    const plain = { bad: 'up', role: 'saturation', unit: 'count', step: 60 }
    for (const book of [
      new Rulebook(undefined, NOW),
      bookOf({ match: { metric: /^up$/ }, direction: 'down' }),
    ])
      expect(book.profileOf(mails, 60)).toEqual(plain)
  })

  it.each<[string, Override['match'], boolean]>([
    ['metric', { metric: /^(?:queue_.*)$/ }, true],
    ['name', { signal: /^(?:queue length.*)$/ }, true],
    ['id', { signal: new RegExp(`^(?:${mails.id})$`) }, true],
    ['service', { service: /^(?:mails)$/ }, true],
    ['entity', { entity: new RegExp(`^(?:${mails.entity})$`) }, true],
    ['label', { labels: { queue: /^(?:out|late)$/ } }, true],
    ['absent label', { labels: { pod: /^$/ } }, true],
    ['another service', { service: /^(?:orders)$/ }, false],
    ['label of another value', { labels: { queue: /^(?:in)$/ } }, false],
    ['all but one', { metric: /^(?:queue_.*)$/, service: /^(?:orders)$/ }, false],
  ])('knows a signal by its %s', (_, match, isMeant) => {
    expect(directionOf(match)).toBe(isMeant ? 'both' : 'up')
  })

  it('lets a later override win, field by field', () => {
    const match = { metric: /./ }
    const book = bookOf(
      { match, direction: 'down', leastChange: { absolute: 5 }, mute: true },
      { match, leastChange: { relative: 0.1 } },
      { match: { service: /^mails$/ }, direction: 'both', mute: false },
    )
    expect(book.profileOf(mails, 60)).toMatchObject({
      bad: 'both',
      leastChange: { absolute: 5, relative: 0.1 },
    })
    expect(book.profileOf(orders, 60).bad).toBe('down')
    expect([mails, orders].map(({ id }) => book.isMuted(id))).toEqual([false, true])
  })

  it('makes one clock for all signals of a zone and a calendar', () => {
    const calendar = [{ day: 20_635, as: 'sunday' }] as const
    const rules = { timeZone: 'Europe/Berlin', calendar, overrides: [] }
    const book = new Rulebook(
      { ...rules, overrides: [{ match: { service: /^mails$/ }, timeZone: 'America/New_York' }] },
      NOW,
    )
    const plain = new Rulebook(rules, NOW)
    const clock = plain.profileOf(orders, 60).wallClock
    expect(clock).toBeDefined()
    expect(plain.profileOf(mails, 60).wallClock).toBe(clock)
    expect(localSeconds(book.profileOf(orders, 60).wallClock, NOW) - NOW).toBe(2 * 3600)
    expect(localSeconds(book.profileOf(mails, 60).wallClock, NOW) - NOW).toBe(-4 * 3600)
    // 2026-07-01 is day 20,635; in New York it is still the 30th of June.
    const kinds = [orders, mails].map((signal) =>
      dayKind(book.profileOf(signal, 60).wallClock, NOW),
    )
    expect(kinds).toEqual([1, 0])
  })

  it('gives the same profile again, until the rules or the step change', () => {
    const book = bookOf({ match: { metric: /./ }, direction: 'down', mute: true })
    const profile = book.profileOf(mails, 60)
    expect(book.profileOf(mails, 60)).toBe(profile)
    expect(book.profileOf(mails, 30).step).toBe(30)
    book.change(rulesOf({ match: { metric: /./ }, direction: 'both' }), NOW)
    expect(book.profileOf(mails, 60).bad).toBe('both')
    expect(book.isMuted(mails.id)).toBe(false)
  })
})

describe('isMutedByOverride', () => {
  const book = bookOf({ match: { service: /^mails$/ }, mute: true })
  for (const signal of [mails, orders]) book.profileOf(signal, 60)
  const finding = { id: 'f1', signal: mails.id }

  it('keeps findings of muted signals out of incidents', () => {
    expect(isMutedByOverride(finding, book, [])).toBe(true)
    expect(isMutedByOverride({ ...finding, signal: orders.id }, book, [])).toBe(false)
  })

  it('lets an incident that has the finding already come to its end', () => {
    const incident = { findings: [{ id: 'f1' }] } as never
    expect(isMutedByOverride(finding, book, [incident])).toBe(false)
    expect(isMutedByOverride({ ...finding, id: 'f2' }, book, [incident])).toBe(true)
  })
})
