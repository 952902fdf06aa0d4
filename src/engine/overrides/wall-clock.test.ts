import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { dayKind, localSeconds, secondOfDay, weekday } from '../../detect/metrics/wall-clock.ts'
import { makeWallClock } from './make-wall-clock.ts'

const DAY = 86_400
const at = (iso: string) => Date.parse(iso) / 1000
const dayOf = (date: string) => at(`${date}T00:00:00Z`) / DAY
const range = { start: at('2000-01-01T00:00:00Z'), end: at('2030-01-01T00:00:00Z') }

/** North, south, half and quarter hours, half-hour DST, Ramadan, changes of mind, a lost day. */
const ZONES = [
  'UTC',
  'Europe/Berlin',
  'Europe/London',
  'Europe/Lisbon',
  'Europe/Moscow',
  'Europe/Istanbul',
  'America/New_York',
  'America/Caracas',
  'America/St_Johns',
  'America/Sao_Paulo',
  'America/Santiago',
  'Asia/Kolkata',
  'Asia/Kathmandu',
  'Asia/Tehran',
  'Asia/Pyongyang',
  'Asia/Tokyo',
  'Asia/Gaza',
  'Africa/Casablanca',
  'Africa/Cairo',
  'Australia/Adelaide',
  'Australia/Lord_Howe',
  'Australia/Sydney',
  'Pacific/Apia',
  'Pacific/Auckland',
  'Pacific/Chatham',
  'Antarctica/Troll',
]

/** What the runtime says of an instant, word by word: another way than the maker's arithmetic. */
function wordsOf(zone: string) {
  const words = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  })
  return (timestamp: number) => words.format(timestamp * 1000)
}

const NAMES = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']
const two = (n: number) => String(n).padStart(2, '0')

function ourWords(clock: ReturnType<typeof makeWallClock>, timestamp: number): string {
  const second = secondOfDay(clock, timestamp)
  const time = [second / 3600, (second / 60) % 60, second % 60].map((n) => two(Math.floor(n)))
  return `${NAMES[weekday(clock, timestamp)]} ${time.join(':')}`
}

describe.each(ZONES)('the wall clock of %s', (timeZone) => {
  const clock = makeWallClock({ timeZone, calendar: [] }, range)
  const theirWords = wordsOf(timeZone)

  it('shows what Intl shows, at any time and in any order', () => {
    fc.assert(
      fc.property(fc.integer({ min: range.start, max: range.end }), (timestamp) => {
        expect(ourWords(clock, timestamp)).toBe(theirWords(timestamp))
      }),
      { numRuns: 300 },
    )
  })

  it('shows it on both sides of every change of the clocks', () => {
    for (const change of clock?.since.slice(1) ?? []) {
      expect(ourWords(clock, change - 1)).toBe(theirWords(change - 1))
      expect(ourWords(clock, change)).toBe(theirWords(change))
    }
  })
})

describe('makeWallClock', () => {
  it('has no tables for UTC, whatever it is called', () => {
    for (const timeZone of ['UTC', 'Etc/UTC', 'GMT'])
      expect(makeWallClock({ timeZone, calendar: [] }, range)).toBeUndefined()
  })

  it('finds the changes that everybody in Berlin knows', () => {
    const year = { start: at('2026-01-01T00:00:00Z'), end: at('2027-01-01T00:00:00Z') }
    const clock = makeWallClock({ timeZone: 'Europe/Berlin', calendar: [] }, year)!
    const changes = [at('2026-03-29T01:00:00Z'), at('2026-10-25T01:00:00Z')]
    expect([...clock.since]).toEqual([-Infinity, ...changes])
    expect([...clock.offsets]).toEqual([3600, 7200, 3600])
  })

  it('goes on with the first and the last offset outside its range', () => {
    const summer = { start: at('2026-06-01T00:00:00Z'), end: at('2026-07-01T00:00:00Z') }
    const clock = makeWallClock({ timeZone: 'Europe/Berlin', calendar: [] }, summer)
    for (const timestamp of [at('1970-01-01T00:00:00Z'), at('2090-01-01T00:00:00Z')])
      expect(localSeconds(clock, timestamp)).toBe(timestamp + 7200)
  })

  it('has an answer for times that no calendar has', () => {
    const clock = makeWallClock(
      { timeZone: 'Europe/Berlin', calendar: [] },
      { start: -1e18, end: 1e18 },
    )
    // In 1900 Berlin is on Central European Time already, and in 2100 it is winter.
    for (const timestamp of [-1e18, 1e18])
      expect(localSeconds(clock, timestamp)).toBe(timestamp + 3600)
    expect(localSeconds(clock, at('2026-07-01T00:00:00Z'))).toBe(at('2026-07-01T02:00:00Z'))
  })

  it('refuses what is not a zone, and says what is', () => {
    expect(() => makeWallClock({ timeZone: 'Berlin', calendar: [] }, range)).toThrow(
      '"Berlin" is not a time zone; expected an IANA name such as Europe/Berlin',
    )
  })
})

describe('special days', () => {
  const calendar = [
    { day: dayOf('2026-12-24'), as: 'ignore' },
    { day: dayOf('2026-12-25'), as: 'sunday' },
    { day: dayOf('2026-01-01'), as: 'sunday' },
  ] as const
  const clock = makeWallClock({ timeZone: 'Asia/Kolkata', calendar }, range)

  it('last from local midnight to local midnight', () => {
    const kinds = ['2026-12-23T18:29:59Z', '2026-12-23T18:30:00Z', '2026-12-24T18:30:00Z']
    expect(kinds.map((iso) => dayKind(clock, at(iso)))).toEqual([0, 2, 1])
    expect(dayKind(clock, at('2026-12-25T18:30:00Z'))).toBe(0)
  })

  it('make a Friday a Sunday, and leave the weekday of an ignored day alone', () => {
    expect(weekday(clock, at('2026-12-25T06:00:00Z'))).toBe(6)
    expect(weekday(clock, at('2026-12-24T06:00:00Z'))).toBe(3)
    expect(weekday(clock, at('2026-12-26T06:00:00Z'))).toBe(5)
  })

  it('are none where there is no calendar, also before 1970', () => {
    expect(dayKind(undefined, at('2026-12-25T00:00:00Z'))).toBe(0)
    expect(dayKind(clock, at('1969-12-25T00:00:00Z'))).toBe(0)
    // A Thursday; the day before was a Wednesday, and a week before that was one, too.
    const times = [0, -1, -7 * DAY - 1]
    expect(times.map((timestamp) => weekday(undefined, timestamp))).toEqual([3, 2, 2])
    expect(secondOfDay(undefined, -1)).toBe(DAY - 1)
  })

  it('cross a thread whole', () => {
    expect(structuredClone(clock)).toEqual(clock)
  })
})
