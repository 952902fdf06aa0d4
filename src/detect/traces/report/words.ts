import { formatRfc3339 } from '../../../math/rfc3339.ts'

/** A duration for sentences: "0.42 ms", "48 ms", "3.2 s". */
export function milliseconds(value: number): string {
  if (value >= 10_000) return `${significant(value / 1000)} s`
  return `${significant(value)} ms`
}

/** Three significant digits, and all digits before the point. */
export function significant(value: number): string {
  return String(Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3)))
}

export function percent(share: number): string {
  return `${significant(share * 100)} %`
}

/** " between 10:03 and 10:08"; "" without times. With seconds when minutes would not tell them apart. */
export function stretch(start: number, end: number): string {
  const [from, to] = [formatRfc3339(start), formatRfc3339(end)]
  if (from === null || to === null) return ''
  const sameDay = from.slice(0, 10) === to.slice(0, 10)
  const upTo = end - start < 300 ? 19 : 16
  const text = (iso: string) => (sameDay ? '' : `${iso.slice(0, 10)} `) + iso.slice(11, upTo)
  return end - start < 1 ? ` at ${text(from)}` : ` between ${text(from)} and ${text(to)}`
}

/** Six significant digits: what a reader of JSON can use, without the noise of doubles. */
export function rounded(value: number): number {
  return Number(value.toPrecision(6))
}
