import { expect, it } from 'vitest'

import { Turns } from './turns.ts'

const waiting = (count: number, isUrgent: (slot: number) => boolean = () => false) =>
  Array.from({ length: count }, (_, slot) => ({
    slot,
    signal: `signal ${slot}`,
    urgent: isUrgent(slot),
  }))

const slotsOf = (chosen: readonly { readonly slot: number }[]) =>
  chosen.map(({ slot }) => slot).sort((a, b) => a - b)

it('gives everybody a turn each round while they are few', () => {
  const turns = new Turns(5)
  for (const now of [0, 300])
    expect(slotsOf(turns.choose(waiting(5), now))).toEqual([0, 1, 2, 3, 4])
})

it('lets many take turns, so that nobody waits longer than the others', () => {
  const turns = new Turns(4)
  const rounds = [0, 300, 600].flatMap((now) => slotsOf(turns.choose(waiting(12), now)))
  expect(rounds.toSorted((a, b) => a - b)).toEqual(waiting(12).map(({ slot }) => slot))
})

it('lets what is urgent, or was likely, not wait', () => {
  const turns = new Turns(3)
  const isUrgent = (slot: number) => slot === 9
  const first = turns.choose(waiting(12, isUrgent), 0)
  expect(slotsOf(first)).toContain(9)
  const likely = first.find(({ slot }) => slot !== 9)!
  turns.note(likely.signal, 0.3)
  expect(slotsOf(turns.choose(waiting(12, isUrgent), 300))).toEqual(
    expect.arrayContaining([9, likely.slot]),
  )
})
