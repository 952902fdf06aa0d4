import { expect, it } from 'vitest'

import { aFinding, anIncident, aPrediction } from '../../test/findings.ts'
import type { Incident } from '../model/incident.ts'
import type { Notice } from '../model/notice.ts'
import { Herald } from './herald.ts'

const PAGER = { name: 'pager', sendResolved: true, sendPredictions: false }
const CHAT = { name: 'chat', sendResolved: false, sendPredictions: false }
const MANAGER = { name: 'manager', sendResolved: true, sendPredictions: true }

/** A herald whose every word is written down at once; answers `event destination` of each message. */
function heraldThatWrites(herald = new Herald([PAGER, CHAT, MANAGER])) {
  return {
    herald,
    tell: (incident: Incident, now = 2000) => {
      const told = herald.toTell({ incidents: [incident] }, now)
      herald.written(told)
      return told.messages.map(({ event, destination }) => `${event} ${destination}`)
    },
  }
}

it('tells when an incident begins, gets worse, ends and begins again, and nothing in between', () => {
  const { tell } = heraldThatWrites()
  expect(tell(anIncident())).toEqual(['opened pager', 'opened chat', 'opened manager'])
  expect(tell(anIncident())).toEqual([])
  expect(tell(anIncident({ summary: 'checkout is slower' }))).toEqual([])
  expect(tell(anIncident({ severity: 'critical' }))).toEqual([
    'worsened pager',
    'worsened chat',
    'worsened manager',
  ])
  const over = anIncident({ severity: 'critical', state: 'resolved', end: 1900 })
  expect(tell(over)).toEqual(['resolved pager', 'resolved manager'])
  expect(tell({ ...over, end: 1950 })).toEqual([])
  const again = anIncident({ severity: 'critical' })
  expect(tell(again)).toEqual(['reopened pager', 'reopened chat', 'reopened manager'])
})

it('says nothing of what is over before anybody was told', () => {
  const { herald, tell } = heraldThatWrites()
  const over = anIncident({ state: 'resolved', end: 1900 })
  expect(herald.toTell({ incidents: [over] }, 2000)).toEqual({ notices: [], messages: [] })
  expect(tell(over)).toEqual([])
  expect(tell(anIncident())).toContain('opened pager')
})

it('answers the same, ids and all, until it is written, and one that starts anew does, too', async () => {
  const told = new Herald([PAGER]).toTell({ incidents: [anIncident()] }, 2000)
  const herald = new Herald([PAGER])
  expect(herald.toTell({ incidents: [anIncident()] }, 2000)).toEqual(told)
  expect(herald.toTell({ incidents: [anIncident()] }, 2000)).toEqual(told)
  // Nothing was in the database: whoever starts anew has not told it.
  const anew = new Herald([PAGER])
  await anew.load(storeWith([]), 2100)
  expect(anew.toTell({ incidents: [anIncident()] }, 2000)).toEqual(told)
})

it('goes on from what an earlier run has told', async () => {
  const earlier = new Herald([PAGER])
  const { notices } = earlier.toTell({ incidents: [anIncident()] }, 2000)
  const { herald, tell } = heraldThatWrites(new Herald([PAGER]))
  await herald.load(storeWith(notices, [anIncident()]), 2100)
  expect(tell(anIncident())).toEqual([])
  expect(tell(anIncident({ state: 'resolved', end: 2050 }))).toEqual(['resolved pager'])
})

it('ends what was told and is gone, so that nobody waits for its end for ever', async () => {
  const { notices } = new Herald([MANAGER]).toTell(
    { incidents: [anIncident()], predictions: [aPrediction()] },
    2000,
  )
  expect(notices).toHaveLength(2)
  const herald = new Herald([MANAGER])
  await herald.load(storeWith(notices, [anIncident({ state: 'resolved', end: 2050 })]), 2100)
  const told = herald.toTell({}, 2100)
  expect(told.messages.map(({ event, notice }) => [event, notice.about, notice.end])).toEqual([
    ['resolved', 'incident', 2050],
    ['resolved', 'prediction', 2100],
  ])
  herald.written(told)
  expect(herald.toTell({}, 2200).messages).toEqual([])
})

it('keeps service and entity as they were told first, and the severity under which it ends', () => {
  const { herald } = heraldThatWrites()
  const first = herald.toTell({ incidents: [anIncident()] }, 2000)
  herald.written(first)
  const other = aFinding({ id: 'f2', service: 'db', entity: 'shop/db' })
  const moved = anIncident({
    state: 'resolved',
    end: 1990,
    severity: 'critical',
    causes: [{ service: 'db', score: 1, reasons: [] }],
    findings: [other, aFinding()],
  })
  const [notice] = herald.toTell({ incidents: [moved] }, 2100).notices
  expect(notice).toMatchObject({
    service: 'checkout',
    entity: 'shop/checkout',
    severity: 'warning',
    causes: [{ service: 'db' }],
  })
})

it('tells of predictions those who want to hear of them', () => {
  const herald = new Herald([PAGER, MANAGER])
  const open = herald.toTell({ predictions: [aPrediction()] }, 2000)
  expect(open.messages.map(({ destination, event }) => [destination, event])).toEqual([
    ['manager', 'opened'],
  ])
  herald.written(open)
  const closed = aPrediction({ state: 'withdrawn', closed_because: 'less_likely', closed_at: 2500 })
  const over = herald.toTell({ predictions: [closed] }, 2600)
  expect(over.messages.map(({ event, notice }) => [event, notice.end])).toEqual([
    ['resolved', 2500],
  ])
})

it('wakes whoever sends only when there is something to send', () => {
  let woken = 0
  const herald = new Herald([CHAT], () => woken++)
  herald.written(herald.toTell({ incidents: [anIncident()] }, 2000))
  herald.written(herald.toTell({ incidents: [anIncident({ summary: 'other' })] }, 2000))
  expect(woken).toBe(1)
})

function storeWith(notices: readonly Notice[], incidents: readonly Incident[] = []) {
  return {
    listNotices: async () => [...notices],
    findIncident: async (id: string) => incidents.find((one) => one.id === id),
    listPredictions: async () => ({ items: [], next: null }),
  }
}
