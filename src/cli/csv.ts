/** A cell of CSV (RFC 4180); a number that is not there is an empty cell. */
export function cell(value: string | number): string {
  if (typeof value === 'number') return Number.isNaN(value) ? '' : String(value)
  return /[",\n\r]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value
}

/** A number with so many digits that nothing visible is lost, and not more. */
export function rounded(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(7))) : ''
}
