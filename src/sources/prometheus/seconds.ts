/** A time or duration as the API takes it: decimal seconds, to the millisecond. */
export function seconds(value: number): string {
  return String(Math.round(value * 1000) / 1000)
}
