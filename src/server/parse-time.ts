import { errors } from '../errors.ts'

const RFC_3339 = /^\d{4}-\d\d-\d\d(?:[Tt ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(Z|z|[+-]\d\d:?\d\d)?)?$/
const NUMBER = /^-?\d+(\.\d+)?(e\d+)?$/i
/** The year 9999: what lies beyond is milliseconds taken for seconds. */
const LATEST = 253_402_300_799

/** Unix seconds of a time given as such or as RFC 3339; without an offset it is UTC. */
export function parseTime(text: string | number, place: string): number {
  const seconds = typeof text === 'number' ? text : secondsOf(text.trim())
  if (Number.isFinite(seconds) && Math.abs(seconds) <= LATEST) return seconds
  const message = 'is not a time: give unix seconds or RFC 3339'
  throw errors.inputInvalid('a time is not understood', [{ place, message }])
}

function secondsOf(text: string): number {
  if (NUMBER.test(text)) return Number(text)
  const match = RFC_3339.exec(text)
  if (!match) return NaN
  const iso = text.length > 10 && match[1] === undefined ? `${text}Z` : text
  return Date.parse(iso.replace(' ', 'T')) / 1000
}
