import { describe, expect, it } from 'vitest'

import { configOf, faultsOf } from '../../test/config-file.ts'
import { withReloaded } from './settings.ts'
import { shownFlags } from './shown.ts'
import { signalRulesOf } from './signal-rules.ts'

const dayOf = (date: string) => Date.parse(`${date}T00:00:00Z`) / 86_400_000

describe('watch.overrides', () => {
  it('reads every field', () => {
    const { overrides } = signalRulesOf(
      configOf(`watch:
  overrides:
    - match: {metric: 'queue_.*', service: mails, labels: {code: 5.., shard: 7}}
      direction: both
      min_absolute: 250ms
      min_relative: 10%
      mute: true
      time_zone: Asia/Kolkata
      calendar: {dates: [{date: 2026-12-24, as: ignore}]}
`),
    )
    expect(overrides).toEqual([
      {
        match: {
          metric: /^(?:queue_.*)$/,
          service: /^(?:mails)$/,
          labels: { code: /^(?:5..)$/, shard: /^(?:7)$/ },
        },
        direction: 'both',
        leastChange: { absolute: 0.25, relative: 0.1 },
        mute: true,
        timeZone: 'Asia/Kolkata',
        calendar: [{ day: dayOf('2026-12-24'), as: 'ignore' }],
      },
    ])
  })

  it.each([
    ['min_absolute: 5', { absolute: 5 }],
    ['min_absolute: 0', { absolute: 0 }],
    ['min_absolute: 10MiB', { absolute: 10_485_760 }],
    ['min_absolute: 1m', { absolute: 60 }],
    ['min_relative: 0.25', { relative: 0.25 }],
    ['min_relative: 250%', { relative: 2.5 }],
  ])('reads %s', (written, leastChange) => {
    const config = configOf(`watch: {overrides: [{match: {metric: a}, ${written}}]}`)
    expect(config['watch.overrides']?.[0]?.leastChange).toEqual(leastChange)
  })

  it('reports everything that is wrong at once, each on its own line', () => {
    const faults = faultsOf(`watch:
  overrides:
    - match:
        metric: 'a('
        servce: b
      direction: upwards
      min_absolute: -5
      min_relative: 10
    - direction: up
    - match: {}
      mute: true
    - match: {metric: up}
    - nonsense
  time_zone: Berlin
`)
    expect(faults).toEqual([
      '14 watch.time_zone: expected a time zone such as UTC, Europe/Berlin or America/New_York, not "Berlin"',
      '5 watch.overrides[0].match.servce: is not a field here; did you mean service?',
      '4 watch.overrides[0].match.metric: "a(" is not a regular expression',
      '6 watch.overrides[0].direction: expected one of up, down, both, not "upwards"',
      "7 watch.overrides[0].min_absolute: expected an amount of at least 0 in the signal's unit (5), or such as 50ms or 10MiB",
      '8 watch.overrides[0].min_relative: expected a share such as 10% or 0.1',
      '9 watch.overrides[1]: needs a match: which signals are meant?',
      '10 watch.overrides[2].match: is empty; to mean every signal, write metric: .*',
      '12 watch.overrides[3]: changes nothing',
      '13 watch.overrides[4]: expected a mapping',
      '13 watch.overrides[4]: needs a match: which signals are meant?',
    ])
  })

  it('points at the place that an alias stands at', () => {
    const faults = faultsOf(`watch:
  calendar: &ours
    dates: [{date: 2026-02-30}]
  overrides:
    - match: {metric: a}
      calendar: *ours
`)
    expect(faults.map((fault) => fault.split(':')[0])).toEqual([
      '3 watch.calendar.dates[0].date',
      '6 watch.overrides[0].calendar.dates[0].date',
    ])
  })
})

describe('watch.calendar', () => {
  const calendarOf = (yaml: string) =>
    new Map(
      signalRulesOf(configOf(`watch: {calendar: ${yaml}}`)).calendar.map(({ day, as }) => [
        new Date(day * 86_400_000).toISOString().slice(0, 10),
        as,
      ]),
    )

  it('has the holidays of all its places', () => {
    const days = calendarOf('{holidays: [de-by, US]}')
    expect(days.get('2026-01-06')).toBe('sunday')
    expect(days.get('2026-07-04')).toBe('sunday')
    expect(days.get('2026-07-14')).toBeUndefined()
  })

  it('lets own dates win, whatever they are', () => {
    const days = calendarOf(
      '{holidays: [DE], dates: [{date: 2026-12-25, as: workday}, {date: 2026-12-26, as: ignore}, {date: 2026-12-24}]}',
    )
    const eve = ['2026-12-24', '2026-12-25', '2026-12-26', '2027-12-25']
    expect(eve.map((date) => days.get(date))).toEqual(['sunday', undefined, 'ignore', 'sunday'])
  })

  it('repeats a date without a year', () => {
    const days = calendarOf('{dates: [{date: 12-24, as: ignore}, {date: 02-29}]}')
    expect([...days.keys()].filter((date) => date.endsWith('12-24'))).toHaveLength(13)
    expect([...days.keys()].filter((date) => date.endsWith('02-29'))).toEqual([
      '2024-02-29',
      '2028-02-29',
      '2032-02-29',
      '2036-02-29',
    ])
  })

  it('says what is wrong', () => {
    const faults = faultsOf(`watch:
  calendar:
    holidays: [DE-XY, atlantis]
    dates:
      - {as: holiday}
      - {date: 2026-02-30}
      - {date: tomorrow, as: monday}
      - {date: 2200-01-01}
`)
    expect(faults).toEqual([
      expect.stringMatching(/^3 .*holidays\[0\]: "DE-XY" is no place .* did you mean DE-\w\w\?$/),
      expect.stringMatching(/^3 .*\[1\]: "atlantis" is no place .*; give the dates under dates/),
      expect.stringMatching(/^5 .*dates\[0\]: needs a date, such as 2026-12-24/),
      expect.stringMatching(/^6 .*dates\[1\]\.date: .*; 2026-02-30 is none$/),
      expect.stringMatching(/^7 .*dates\[2\]\.date: expected a date/),
      expect.stringMatching(/^7 .*dates\[2\]\.as: expected one of holiday, sunday/),
      expect.stringMatching(/^8 .*dates\[3\]\.date: .*; 2200-01-01 is none$/),
    ])
  })
})

it('takes rules over on reload', () => {
  const before = configOf('watch: {time_zone: UTC}')
  const after = configOf(
    'watch: {time_zone: Europe/Berlin, overrides: [{match: {metric: up}, mute: true}]}',
  )
  expect(signalRulesOf(withReloaded(before, after))).toEqual(signalRulesOf(after))
  expect(signalRulesOf(before)).toEqual({ timeZone: 'UTC', calendar: [], overrides: [] })
})

it('shows overrides as they were written', () => {
  const config = configOf('watch: {overrides: [{match: {metric: up|down}, mute: true}]}')
  expect(shownFlags(config)['watch.overrides']).toBe('[{"match":{"metric":"up|down"},"mute":true}]')
})
