import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { normalNoise, seriesOf } from '../../../test/series.ts'
import { predictCrossing } from './predict-crossing.ts'

const HOUR = 3600
const DAY = 24 * HOUR
const week = 7 * DAY

/** Seconds left, hourly, of what runs out `left` after the last of `hours` values. */
const countdown = (left: number, hours = 100) =>
  Array.from({ length: hours }, (_, i) => left + (hours - 1 - i) * HOUR)

const ask = (values: readonly number[], { threshold = 0, start = 0, horizonSeconds = week } = {}) =>
  predictCrossing(seriesOf(values, { step: HOUR, start }), {
    threshold,
    direction: 'down',
    horizonSeconds,
  })!

describe('what runs out with the clock', () => {
  it('has a date', () => {
    expect(ask(countdown(5 * DAY))).toMatchObject({
      probability: 1,
      breach_seconds: { p10: 5 * DAY, p50: 5 * DAY, p90: 5 * DAY },
      model: 'expiry',
    })
    expect(ask(countdown(5 * DAY), { threshold: 3 * DAY }).breach_seconds.p50).toBe(2 * DAY)
  })

  it('says 0 where the date is beyond the horizon', () => {
    expect(ask(countdown(week + HOUR))).toMatchObject({
      probability: 0,
      breach_seconds: { p10: null, p50: null, p90: null },
      model: 'expiry',
    })
  })

  it('has the same date although it was renewed before', () => {
    const values = [...countdown(30 * DAY, 200), ...countdown(4 * DAY, 1500)]
    expect(ask(values)).toMatchObject({ probability: 1, model: 'expiry' })
  })

  it('may be given as a unix time', () => {
    const start = 1_790_000_000
    const last = start + 99 * HOUR
    const dates = Array.from({ length: 100 }, () => last + 2 * DAY)
    expect(ask(dates, { start })).toMatchObject({
      probability: 1,
      breach_seconds: { p50: 2 * DAY },
      model: 'expiry',
    })
    const renewed = dates.map((date, i) => (i < 50 ? date : date + 90 * DAY))
    expect(ask(renewed, { start })).toMatchObject({ probability: 0, model: 'expiry' })
  })

  it('is found whatever the pace of scrapes, exactly', () => {
    const question = fc.record({
      step: fc.integer({ min: 1, max: 7200 }),
      length: fc.integer({ min: 24, max: 300 }),
      left: fc.integer({ min: 1, max: 10_000_000 }),
      horizonSteps: fc.integer({ min: 1, max: 1000 }),
    })
    fc.assert(
      fc.property(question, ({ step, length, left, horizonSteps }) => {
        const values = Array.from({ length }, (_, i) => left + (length - 1 - i) * step)
        const horizonSeconds = horizonSteps * step
        const answer = predictCrossing(seriesOf(values, { step }), {
          threshold: 0,
          direction: 'down',
          horizonSeconds,
        })!
        expect(answer.model).toBe('expiry')
        expect(answer.probability).toBe(left <= horizonSeconds ? 1 : 0)
        expect(answer.breach_seconds.p10).toBe(left <= horizonSeconds ? left : null)
      }),
    )
  })
})

describe('no date', () => {
  const noise = normalNoise(100, { seed: 3, deviation: HOUR })
  it.each([
    ['what falls half as fast', countdown(5 * DAY).map((left) => left / 2)],
    ['what falls 2 % faster', countdown(5 * DAY).map((left) => left * 1.02)],
    ['what falls at that pace on average', countdown(5 * DAY).map((v, i) => v + noise[i]!)],
    ['what stands still', countdown(5 * DAY).map((v, i) => (i < 90 ? v : 5 * DAY))],
  ])('has %s', (_, values) => {
    expect(ask(values).model).not.toBe('expiry')
  })

  it('has the age of a backup, set back each night', () => {
    const ages = Array.from({ length: 24 * 10 + 12 }, (_, i) => (i % 24) * HOUR)
    const answer = predictCrossing(seriesOf(ages, { step: HOUR }), {
      threshold: 26 * HOUR,
      direction: 'up',
      horizonSeconds: 2 * DAY,
    })!
    expect(answer.model).not.toBe('expiry')
    expect(answer.probability).toBeLessThan(0.5)
  })
})
