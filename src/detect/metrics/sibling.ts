import { missingOf } from './clock.ts'
import { viewEvent, type EventView } from './events/event.ts'
import { isOpen } from './events/findings-memory.ts'
import { stuckSince } from './events/stuck.ts'
import { ageOf, inheritState, KNOWN_LEAST, type At } from './inherit.ts'
import { PLACES } from './layout.ts'
import type { DetectorState } from './state.ts'

/** One that has vanished within so many rows is taken to be replaced by the newcomer. */
const JUST_NOW = 30

/**
 * Lets a newcomer inherit from the first sibling that is like it: first those that have just
 * vanished, then those known for longest. Nobody inherits from one that is in trouble itself.
 * Answers the index of the sibling, -1 where there is none.
 */
export function inheritFromSibling(
  siblings: readonly DetectorState[],
  into: DetectorState,
  at: At,
): number {
  const known: { i: number; age: number; vanished: boolean }[] = []
  siblings.forEach((state, i) => {
    const age = ageOf(state)
    // First of all what is quick to tell: where all begin together, nobody knows anything.
    if (age >= KNOWN_LEAST && state !== into && isWell(state))
      known.push({ i, age, vanished: hasJustVanished(state) })
  })
  known.sort((a, b) => Number(b.vanished) - Number(a.vanished) || b.age - a.age || a.i - b.i)
  return known.find(({ i }) => inheritState(siblings[i]!, into, at))?.i ?? -1
}

const view: EventView = { open: false, kind: 'spike', oddSince: 0, lastOdd: 0 }

function isWell(state: DetectorState): boolean {
  if (viewEvent(state, PLACES.event, view).open) return false
  return (
    !isOpen(state, PLACES.findings, 'deviation') && Number.isNaN(stuckSince(state, PLACES.stuck))
  )
}

function hasJustVanished(state: DetectorState): boolean {
  const missing = missingOf(state, PLACES.clock)
  return missing > 0 && missing <= JUST_NOW
}
