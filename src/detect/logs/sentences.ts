import type { Change } from './count-series.ts'
import type { Windows } from './windows.ts'
import { formatRfc3339 } from '../../math/rfc3339.ts'

const LONGEST_TEMPLATE = 160

/** A template in quotes, cut to a length that fits a sentence. */
export function quoted(template: string): string {
  const short =
    template.length > LONGEST_TEMPLATE ? `${template.slice(0, LONGEST_TEMPLATE - 1)}…` : template
  return `"${short}"`
}

export function plural(count: number, one: string): string {
  return `${count} ${one}${count === 1 ? '' : 's'}`
}

/** 12.3 %, 0.94 %: three digits tell enough. */
export function percent(share: number): string {
  return `${amount(share * 100)} %`
}

export function amount(value: number): string {
  return value >= 100 ? String(Math.round(value)) : String(Number(value.toPrecision(3)))
}

/** "10:05:00 to 10:12:00 (UTC)" where lines have times, else "lines 200 to 240". */
export function sayStretch(
  { first, last }: Pick<Change, 'first' | 'last'>,
  windows: Windows,
): string {
  const start = windows.begin(first)
  const end = windows.begin(last + 1)
  if (windows.mode === 'order') return `in lines ${Math.floor(start) + 1} to ${Math.ceil(end)}`
  return `between ${sayTime(start)} and ${sayTime(end)}`
}

export function sayTime(seconds: number): string {
  return `${formatRfc3339(seconds)?.slice(0, 19).replace('T', ' ') ?? '?'} UTC`
}
