import { CLOSE_LIST, CLOSE_OBJECT, COMMA, type JsonCursor } from '../traces/json-cursor.ts'

/**
 * Opens the object at the cursor. False when there is nothing in it, or null instead of it, which is
 * as if the field were not there. Anything else is refused.
 */
export function openObject(cursor: JsonCursor): boolean {
  return open(cursor, 'object', CLOSE_OBJECT)
}

/** After a value in an object: true when another key follows, false when the object ends. */
export function nextKey(cursor: JsonCursor): boolean {
  const byte = cursor.space()
  if (byte !== COMMA && byte !== CLOSE_OBJECT) cursor.fail("',' or '}'")
  cursor.at++
  return byte === COMMA
}

/** The same as openObject, for a list. */
export function openList(cursor: JsonCursor): boolean {
  return open(cursor, 'list', CLOSE_LIST)
}

export function nextItem(cursor: JsonCursor): boolean {
  const byte = cursor.space()
  if (byte !== COMMA && byte !== CLOSE_LIST) cursor.fail("',' or ']'")
  cursor.at++
  return byte === COMMA
}

function open(cursor: JsonCursor, wanted: 'object' | 'list', close: number): boolean {
  const kind = cursor.kind()
  if (kind !== wanted) {
    if (kind !== 'null') cursor.fail(wanted === 'list' ? 'a list' : 'an object')
    cursor.skip()
    return false
  }
  cursor.at++
  if (cursor.space() !== close) return true
  cursor.at++
  return false
}
