/** A number with three significant digits, without exponents where people write none. */
export function formatAmount(value: number): string {
  if (!Number.isFinite(value)) return 'unknown'
  const size = Math.abs(value)
  if (size >= 1e15 || (size > 0 && size < 1e-4)) return value.toPrecision(3)
  return String(size >= 100 ? Math.round(value) : Number(value.toPrecision(3)))
}

/** `45 %`, and never 100 % of what is not all of it. */
export function formatShare(share: number): string {
  const percent = share * 100
  if (percent > 99 && percent < 100) return 'over 99 %'
  if (percent > 0 && percent < 1) return 'under 1 %'
  return `${Math.round(percent)} %`
}
