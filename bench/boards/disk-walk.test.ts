import { expect, it } from 'vitest'

import { walk } from './disk-walk.ts'
import { diskOf, HISTORY_DAYS, HORIZON_DAYS, STEPS_PER_DAY, WALK_DAYS } from './disk-world.ts'

const DAYS = HISTORY_DAYS + WALK_DAYS + HORIZON_DAYS

it('counts alarms that open, and how long the true one was open', () => {
  const free = new Float64Array(DAYS * STEPS_PER_DAY).fill(0.5)
  const walkDay = (day: number) => (HISTORY_DAYS + day) * STEPS_PER_DAY - 1
  // Full six days into the walk. Fires on day one (false), and from day four on.
  free.fill(0, walkDay(6))
  const fires = (now: number) =>
    (now >= walkDay(1) && now < walkDay(1.5)) || (now >= walkDay(4) && now < walkDay(6))
  expect(walk(free, fires)).toEqual({ falseAlarms: 1, trueAlarms: 1, leads: [48] })
})

it('walks disks that are free shares, the same for the same seed', () => {
  for (const seed of [1, 2, 3]) {
    const { free } = diskOf(seed)
    expect(free).toHaveLength(DAYS * STEPS_PER_DAY)
    expect(free.every((share) => share >= 0 && share <= 1)).toBe(true)
    expect(diskOf(seed).free).toEqual(free)
  }
})
