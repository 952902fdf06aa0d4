const HAS_ZONE = /(?:z|[+-]\d\d:?\d\d)$/i
const DATE = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?)?/

/** Unix seconds of unix seconds or RFC 3339 text; a time without an offset is UTC; NaN otherwise. */
export function timestampOf(text: string): number {
  const trimmed = text.trim()
  if (trimmed === '') return NaN
  if (!DATE.test(trimmed)) return Number(trimmed)
  const iso = trimmed.replace(' ', 'T')
  return Date.parse(HAS_ZONE.test(iso) || iso.length === 10 ? iso : `${iso}Z`) / 1000
}
