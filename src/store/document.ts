import { errors } from '../errors.ts'

/** ECMAScript's source text access for JSON; TypeScript's library does not know it yet. */
const { rawJSON } = JSON as unknown as { rawJSON: (text: string) => unknown }

/** JSON has no infinity, but a number too large for a double reads back as one. */
const INFINITY = rawJSON('1e999')
const MINUS_INFINITY = rawJSON('-1e999')

/**
 * A thing as JSON text that both databases take and give back as it was: JSON escapes NUL
 * characters and lone surrogates by itself. NaN becomes null.
 */
export function toDocument(thing: object): string {
  return JSON.stringify(thing, (_key, value: unknown) => {
    if (value === Infinity) return INFINITY
    return value === -Infinity ? MINUS_INFINITY : value
  })
}

/** What `toDocument` wrote. */
export function fromDocument(document: string): unknown {
  return JSON.parse(document)
}

/**
 * Text as both databases take it in a column of its own: PostgreSQL refuses NUL characters, and
 * neither can hold half a surrogate pair. Every key and every searched text passes here, when it is
 * written and when it is looked for.
 */
export function toColumn(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\uFFFD')
}

/** A time that can be sorted by. Throws INPUT_INVALID for NaN, which no list could page past. */
export function toTime(seconds: number, what: string): number {
  if (Number.isNaN(seconds)) throw errors.inputInvalid(`the time of ${what} is not a number`)
  return seconds
}
