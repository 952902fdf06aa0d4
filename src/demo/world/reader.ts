import type { Integral } from './integral.ts'
import { TICK_MS } from './tick.ts'

/** Sample times in milliseconds since the start of the world. */
interface Times {
  readonly first: number
  readonly step: number
}

/** Fills `out` with a series' values at the given times, all of them within its life. */
export type Reader = (times: Times, out: Float64Array) => void

/** A gauge by its formula; it is level within a tick. */
export function gauge(valueAt: (tick: number) => number): Reader {
  return ({ first, step }, out) => {
    let known = -1
    let value = NaN
    for (let i = 0; i < out.length; i++) {
      const tick = Math.floor((first + i * step) / TICK_MS)
      if (tick !== known) value = valueAt((known = tick))
      out[i] = value
    }
  }
}

export function constant(value: number): Reader {
  return (_times, out) => void out.fill(value)
}

export interface CounterOptions {
  readonly integral: Integral
  readonly member: number
  /** Counts things, so that its values are whole. */
  readonly whole: boolean
  /** Ticks at which its process started, ascending: there it falls to 0. */
  readonly starts: readonly number[]
}

const TICKS_A_MS = 1 / TICK_MS

/** Sums of the series that is being read; one at a time is, so one buffer serves all. */
let buffer = new Float64Array(0)

function bufferOf(length: number): Float64Array {
  if (buffer.length < length) buffer = new Float64Array(length)
  return buffer.subarray(0, length)
}

/** A counter: grows evenly within a tick, begins at 0 whenever its process starts. */
export function counter(options: CounterOptions): Reader {
  const { integral, member, whole } = options
  return ({ first, step }, out) => {
    if (out.length === 0) return
    const firstTick = Math.floor(first * TICKS_A_MS)
    const lastTick = Math.floor((first + (out.length - 1) * step) * TICKS_A_MS) + 1
    const resets = resetsBetween(options, firstTick, lastTick)
    const sums = bufferOf(lastTick - firstTick + 1)
    integral.column(member, firstTick, sums)
    let reset = 0
    let base = resets[0]?.sum ?? 0
    let until = resets[1]?.tick ?? Infinity
    for (let i = 0; i < out.length; i++) {
      const position = (first + i * step) * TICKS_A_MS
      const tick = Math.floor(position)
      while (tick >= until) {
        base = resets[++reset]!.sum
        until = resets[reset + 1]?.tick ?? Infinity
      }
      const low = sums[tick - firstTick]!
      const value = low + (sums[tick - firstTick + 1]! - low) * (position - tick) - base
      out[i] = whole ? Math.floor(value) : value
    }
  }
}

/** What to subtract after each start of the process that matters between two ticks. */
function resetsBetween(
  { integral, member, starts }: CounterOptions,
  firstTick: number,
  lastTick: number,
): { tick: number; sum: number }[] {
  const before = starts.findLastIndex((start) => start <= firstTick)
  return starts
    .slice(Math.max(0, before))
    .filter((start) => start <= lastTick)
    .map((tick) => ({ tick, sum: tick > 0 ? integral.sumAt(member, tick) : pastSum() }))

  /** Processes that are older than history have counted before it: as much as in an hour a day. */
  function pastSum(): number {
    return -integral.sumAt(member, AN_HOUR) * 24
  }
}

const AN_HOUR = 3_600_000 / TICK_MS
