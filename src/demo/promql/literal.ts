import { badQuery } from './promql-error.ts'

const UNIT_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
  y: 31_536_000_000,
}

/** Milliseconds of `1h30m`, `90` (seconds) or `0.5`; undefined when it is no duration. */
export function parseDuration(text: string): number | undefined {
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000
  if (!/^(\d+(ms|[smhdwy]))+$/.test(text)) return undefined
  let sum = 0
  for (const [, amount, unit] of text.matchAll(/(\d+)(ms|[smhdwy])/g))
    sum += Number(amount) * UNIT_MS[unit!]!
  return sum
}

/** A number as PromQL writes it: `1e3`, `0x1f`, `Inf`, `NaN`, or a duration, which is its seconds. */
export function parseNumber(text: string): number {
  const plain = text.toLowerCase().replaceAll('_', '')
  if (/^[+]?inf$/.test(plain)) return Infinity
  if (plain === 'nan') return NaN
  const value = Number(plain)
  if (!Number.isNaN(value)) return value
  const duration = parseDuration(text)
  if (duration === undefined) throw badQuery(`parse error: bad number "${text}"`)
  return duration / 1000
}

const ESCAPES: Readonly<Record<string, string>> = {
  a: '\u0007',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
}

/** The text within a string literal: backticks are raw, quotes know Go's escapes. */
export function parseString(literal: string): string {
  const inner = literal.slice(1, -1)
  if (literal.startsWith('`')) return inner
  return inner.replaceAll(
    /\\(x[\da-fA-F]{2}|u[\da-fA-F]{4}|[0-7]{3}|.)/g,
    (_all, escape: string) => {
      if (/^[xu]./.test(escape)) return String.fromCharCode(parseInt(escape.slice(1), 16))
      if (/^[0-7]{3}$/.test(escape)) return String.fromCharCode(parseInt(escape, 8))
      return ESCAPES[escape] ?? escape
    },
  )
}
