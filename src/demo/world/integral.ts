import { createHours, type Increments } from './hours.ts'
import type { Pantry } from './pantry.ts'
import { TICKS_AN_HOUR } from './tick.ts'

/** Sums of increments since the first tick, without walking there from the start each time. */
export interface Integral {
  /** Takes the increments anew; sums up to `fromTick` are kept. */
  renew(increments: Increments, fromTick: number): void
  /** Writes the sum at the start of every tick from `first` on, of one member. */
  column(member: number, first: number, out: Float64Array): void
  /** The sum of one member at the start of a tick. */
  sumAt(member: number, tick: number): number
}

const HOUR = TICKS_AN_HOUR

/** Keeps the sums at every full hour for good: 8 bytes a member and hour of history. */
export function createIntegral(initial: Increments, pantry: Pantry): Integral {
  const { members, from = 0 } = initial
  const hours = createHours(initial, pantry)
  const birth = Math.floor(from / HOUR)
  /** At the start of every hour since `birth`. */
  const sums: Float64Array[] = [new Float64Array(members)]

  const sumsAtHour = (hour: number): Float64Array => {
    while (birth + sums.length <= hour) {
      const next = sums.at(-1)!.slice()
      addHour(next, hours.of(birth + sums.length - 1))
      sums.push(next)
    }
    return sums[hour - birth]!
  }
  const column = (member: number, first: number, out: Float64Array): void => {
    let written = 0
    for (let hour = Math.floor(first / HOUR); written < out.length; hour++) {
      const cells = hours.of(hour)
      let sum = sumsAtHour(hour)[member]!
      for (let i = 0; i < HOUR && written < out.length; i++) {
        if (hour * HOUR + i >= first) out[written++] = sum
        sum += cells[member * HOUR + i]!
      }
    }
  }

  return {
    column,
    sumAt(member, tick) {
      const sum = new Float64Array(1)
      column(member, tick, sum)
      return sum[0]!
    },
    renew(next, fromTick) {
      const hour = Math.max(0, Math.floor(fromTick / HOUR))
      hours.renew(next, hour)
      sums.length = Math.min(sums.length, Math.max(0, hour - birth) + 1)
    },
  }
}

function addHour(sums: Float64Array, cells: Float32Array): void {
  for (let member = 0; member < sums.length; member++)
    for (let i = 0; i < HOUR; i++) sums[member]! += cells[member * HOUR + i]!
}
