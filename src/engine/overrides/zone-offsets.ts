import { errors } from '../../errors.ts'

/** A zone's offsets over a stretch of time; what `WallClock` looks them up in. */
export interface ZoneOffsets {
  /** Unix seconds at which each offset begins, ascending; the first is -Infinity. */
  readonly since: Float64Array
  /** Seconds east of UTC. */
  readonly offsets: Float64Array
}

/**
 * No zone has put its clocks forward and back within less than this since 1970: Morocco's and
 * Egypt's pauses for Ramadan are the shortest, at four weeks.
 */
const PROBE_SECONDS = 7 * 86_400

/** Bounds the work, whatever times somebody has in a file; nobody knows the laws of 2100. */
const KNOWN_TIME = { first: Date.UTC(1900, 0) / 1000, last: Date.UTC(2100, 0) / 1000 } as const

/**
 * When the clocks of an IANA zone change between two unix seconds, as the runtime's own zone
 * database has it; before and after, the first and the last offset go on. One entry a change: two a
 * year at most places, four at a few. About 5 ms for 15 years.
 */
export function zoneOffsets(
  timeZone: string,
  { start, end }: { readonly start: number; readonly end: number },
): ZoneOffsets {
  if (timeZone === 'UTC') return { since: Float64Array.of(-Infinity), offsets: Float64Array.of(0) }
  const offsetAt = offsetReader(timeZone)
  const [from, until] = [inKnownTime(Math.floor(start)), inKnownTime(Math.ceil(end))]
  let known = offsetAt(from)
  const since = [-Infinity]
  const offsets = [known]
  for (let at = from; at < until; at += PROBE_SECONDS) {
    const next = Math.min(until, at + PROBE_SECONDS)
    const offset = offsetAt(next)
    if (offset === known) continue
    since.push(firstSecondOf(offsetAt, known, { after: at, until: next }))
    offsets.push(offset)
    known = offset
  }
  return { since: Float64Array.from(since), offsets: Float64Array.from(offsets) }
}

function inKnownTime(timestamp: number): number {
  return Math.min(KNOWN_TIME.last, Math.max(KNOWN_TIME.first, timestamp))
}

/** The first second of another offset than `known`, by halving. */
function firstSecondOf(
  offsetAt: (timestamp: number) => number,
  known: number,
  { after, until }: { after: number; until: number },
): number {
  let [low, high] = [after, until]
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (offsetAt(middle) === known) low = middle
    else high = middle
  }
  return high
}

function offsetReader(timeZone: string): (timestamp: number) => number {
  const format = formatOf(timeZone)
  return (timestamp) => {
    // "7/14/2017, 04:40:00"
    const [month, day, year, hour, minute, second] = format
      .format(timestamp * 1000)
      .match(/\d+/g)!
      .map(Number)
    return Date.UTC(year!, month! - 1, day, hour, minute, second) / 1000 - timestamp
  }
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const numeric = 'numeric'
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: numeric,
      month: numeric,
      day: numeric,
      hour: numeric,
      minute: numeric,
      second: numeric,
    })
  } catch {
    throw errors.inputInvalid(
      `${JSON.stringify(timeZone)} is not a time zone; expected an IANA name such as Europe/Berlin`,
    )
  }
}
