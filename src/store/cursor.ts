import { errors } from '../errors.ts'

/** The last row of a page. */
export interface Position {
  readonly time: number
  readonly id: string
}

/** Opaque to callers: the place in the list, not a row number, so that new rows shift nothing. */
export function encodeCursor({ time, id }: Position): string {
  return Buffer.from(`${time} ${id}`).toString('base64url')
}

/** Throws INPUT_INVALID for anything that `encodeCursor` cannot have written. */
export function decodeCursor(cursor: string): Position {
  const text = Buffer.from(cursor, 'base64url').toString()
  const space = text.indexOf(' ')
  const position = { time: Number(text.slice(0, space)), id: text.slice(space + 1) }
  if (space < 1 || Number.isNaN(position.time) || encodeCursor(position) !== cursor)
    throw errors.inputInvalid('the cursor is damaged: start again without one')
  return position
}

/** How many rows a page holds: between 1 and `most`. Throws INPUT_INVALID when it is no number. */
export function pageSize(limit: number, most: number): number {
  if (Number.isNaN(limit)) throw errors.inputInvalid('the limit is not a number')
  return Math.max(1, Math.min(Math.floor(limit), most))
}
