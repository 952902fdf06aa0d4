import { describe, expect, it } from 'vitest'

import type { FindingDraft } from '../model/finding.ts'
import {
  BEGIN,
  noiseOf,
  readUntil,
  sourceOf,
  STEP,
  watchOn,
  type Actor,
} from './rollout.fixture.ts'
import type { Noticed } from './watch.ts'

const DAY = 86_400
const HOUR = 3600
const MINUTE = 60

function one(valueAt: (time: number) => number): () => Actor[] {
  const actor = { labels: { job: 'checkout' }, valueAt }
  // Somebody else goes on, so that a gap is not taken for the source's own.
  const other = { labels: { job: 'cart' }, valueAt: (time: number) => 1 + 0.1 * noiseOf('x', time) }
  return () => [actor, other]
}

const noisy = (level: number, time: number) => level * (1 + 0.05 * noiseOf('checkout', time))

/** The findings, each in its last form. */
function findings(noticed: readonly Noticed[]): FindingDraft[] {
  const last = new Map(
    noticed.map(({ draft }) => [`${draft.kind === 'silence'} ${draft.start}`, draft]),
  )
  return [...last.values()]
}

describe('a level that shifts for good', () => {
  const shift = BEGIN + 2 * DAY
  const world = one((time) => noisy(time < shift ? 0.2 : 0.5, time))

  it('is told once, and is normal afterwards', async () => {
    const noticed = await readUntil(watchOn(sourceOf(world)), shift + 2 * DAY)
    const told = findings(noticed)
    expect(told).toHaveLength(1)
    expect(told[0]).toMatchObject({ kind: 'level_shift', start: shift })
    expect(told[0]!.end).toBeLessThanOrEqual(shift + 3 * HOUR)
  })

  it('is told once when RootOps was restarted in the middle of it', async () => {
    const source = sourceOf(world)
    const first = watchOn(source)
    const before = await readUntil(first, shift + 20 * MINUTE)
    const second = watchOn(source)
    expect(second.restore(first.table.live, await first.encodeStates())).toBe(2)
    const after = await readUntil(second, shift + 2 * DAY)
    expect(findings([...before, ...after])).toHaveLength(1)
  })
})

describe('a gap', () => {
  const gap = BEGIN + 3 * DAY
  const daily = (time: number) =>
    100 + 60 * Math.sin((2 * Math.PI * time) / DAY) + 3 * noiseOf('d', time)

  it('of half a day is a silence, and the other half of the day is no surprise after it', async () => {
    const back = gap + 12 * HOUR
    const world = one((time) => (time >= gap && time < back ? NaN : daily(time)))
    const noticed = await readUntil(watchOn(sourceOf(world)), back + DAY)
    expect(findings(noticed).map(({ kind, start, end }) => [kind, start, end])).toEqual([
      ['silence', gap, back],
    ])
  })

  it('in our own work is none of the signal', async () => {
    const source = sourceOf(one(daily))
    const first = watchOn(source)
    const before = await readUntil(first, gap)
    const states = await first.encodeStates()
    // RootOps was away for half a day: it reads what it missed.
    const second = watchOn(source)
    second.restore(first.table.live, states)
    const after = await readUntil(second, gap + 36 * HOUR)
    expect(findings([...before, ...after])).toEqual([])
  })

  it('that the source itself has, as after an outage, is bridged and not filled', async () => {
    const back = gap + 12 * HOUR
    const source = sourceOf(() =>
      one(daily)().map(({ labels, valueAt }) => ({
        labels,
        valueAt: (time: number) => (time >= gap && time < back ? NaN : valueAt(time)),
      })),
    )
    const watch = watchOn(source)
    const noticed = await readUntil(watch, back + DAY)
    expect(findings(noticed)).toEqual([])
    // The clock has moved on: what is expected is what this time of the day has.
    const { last } = watch
    expect(last[0]).toBe(back + DAY)
    expect(Math.abs(last[2]! - (daily(back + DAY) - 3 * noiseOf('d', back + DAY)))).toBeLessThan(12)
  })

  it('between two samples is never interpolated: each row is judged at its own time', async () => {
    // Every third row is there; a ramp drawn between them would hide that the middle is odd.
    const odd = gap + 30 * STEP
    const world = one((time) => (time === odd ? 400 : (time / STEP) % 3 === 0 ? daily(time) : NaN))
    const noticed = await readUntil(watchOn(sourceOf(world)), odd + HOUR)
    const told = findings(noticed)
    expect(told.map(({ kind, start, observed }) => [kind, start, observed])).toEqual([
      ['spike', odd, 400],
    ])
  })
})
