/** Instead of the number of a text: the attribute has no value that can be kept. */
export const NONE_TEXT = -1

/** What an attribute holds that is more than one value; whole numbers of 64 bits are text. */
export type NestedValue =
  | string
  | number
  | boolean
  | null
  | NestedValue[]
  | { [key: string]: NestedValue }

/** Lists and maps are written as JSON, as OpenTelemetry does for receivers that know no such values. */
export function textOfNested(value: NestedValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** The decimal digits of a signed number of 64 bits, given as two words. */
export function textOfInt64(high: number, low: number): string {
  return String((BigInt(high) << 32n) | BigInt(low >>> 0))
}
