import { TICKS_AN_HOUR } from './tick.ts'

/** Increments of several counters that are drawn together, e.g. the buckets of one histogram. */
export interface Increments {
  readonly members: number
  /** The first tick at which anything is counted; sums begin in its hour. 0 unless told. */
  readonly from?: number
  /** Writes what each member grows by within `tick` into `out`; a pure function of the tick. */
  at(tick: number, out: Float64Array): void
}

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

/**
 * Keeps the sums at every full hour (8 bytes a member and hour) for good, and the increments of the
 * hours that were asked for (480 bytes a member and hour) as long as the pantry has room for them.
 * Increments are rounded to 32 bits before anybody sees them, so that it does not matter which.
 */
export function createIntegral(initial: Increments, pantry: Pantry): Integral {
  let increments = initial
  const { members, from = 0 } = initial
  const birth = Math.floor(from / HOUR)
  /** At the start of every hour since `birth`. */
  const sums: Float64Array[] = [new Float64Array(members)]
  const hours: (Float32Array | undefined)[] = []
  const step = new Float64Array(members)
  const drop = () => void (hours.length = 0)

  const hourOf = (hour: number): Float32Array => {
    const known = hours[hour]
    if (known) return known
    const cells = new Float32Array(members * HOUR)
    for (let i = 0; i < HOUR; i++) {
      increments.at(hour * HOUR + i, step)
      for (let m = 0; m < members; m++) cells[m * HOUR + i] = step[m]!
    }
    hours[hour] = cells
    pantry.took(drop, cells.byteLength)
    return cells
  }
  const sumsAtHour = (hour: number): Float64Array => {
    while (birth + sums.length <= hour) {
      const next = sums.at(-1)!.slice()
      const cells = hourOf(birth + sums.length - 1)
      for (let cell = 0; cell < cells.length; cell++) next[Math.floor(cell / HOUR)]! += cells[cell]!
      sums.push(next)
    }
    return sums[hour - birth]!
  }
  const column = (member: number, first: number, out: Float64Array): void => {
    const last = first + out.length - 1
    let hour = Math.floor(first / HOUR)
    let sum = sumsAtHour(hour)[member]!
    let cells = hourOf(hour)
    let cell = member * HOUR
    for (let tick = hour * HOUR; ; tick++) {
      if (tick >= (hour + 1) * HOUR) {
        sum = sumsAtHour(++hour)[member]!
        cells = hourOf(hour)
        cell = member * HOUR
      }
      if (tick >= first) out[tick - first] = sum
      if (tick >= last) return
      sum += cells[cell++]!
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
      increments = next
      const kept = Math.max(0, Math.floor(fromTick / HOUR))
      hours.length = Math.min(hours.length, kept)
      sums.length = Math.min(sums.length, Math.max(0, kept - birth) + 1)
    },
  }
}

/** Room that many integrals share: who was asked least recently gives way. */
export interface Pantry {
  /** Says that somebody keeps so many more bytes, and how to make him drop all of them. */
  took(drop: () => void, bytes: number): void
}

export function createPantry(limit: number): Pantry {
  const kept = new Map<() => void, number>()
  let total = 0
  return {
    took(drop, bytes) {
      const before = kept.get(drop) ?? 0
      kept.delete(drop)
      kept.set(drop, before + bytes)
      total += bytes
      for (const [oldest, size] of kept) {
        if (total <= limit || oldest === drop) break
        oldest()
        kept.delete(oldest)
        total -= size
      }
    },
  }
}
