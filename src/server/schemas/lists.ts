import type { TProperties } from 'typebox'

import { Type } from '../../schema.ts'
import type { ListFilter } from '../../model/page.ts'
import { parseTime } from '../parse-time.ts'

export const DEFAULT_LIMIT = 50
const TIME = 'Unix seconds or RFC 3339; without an offset it is UTC.'

/** What every list takes in its query string, and more where a list has more. */
export function listQuery<More extends TProperties>(more: More) {
  return Type.Object({
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: DEFAULT_LIMIT })),
    cursor: Type.Optional(
      Type.String({ maxLength: 1024, description: '`next` of the last page.' }),
    ),
    start: Type.Optional(Type.String({ maxLength: 64, description: TIME })),
    end: Type.Optional(Type.String({ maxLength: 64, description: TIME })),
    entity: Type.Optional(Type.String({ maxLength: 512 })),
    ...more,
  })
}

interface RawFilter {
  readonly limit?: number
  readonly cursor?: string
  readonly start?: string
  readonly end?: string
  readonly entity?: string
  readonly state?: string
  readonly class?: string
}

export function listFilter(query: RawFilter): ListFilter {
  return {
    limit: query.limit ?? DEFAULT_LIMIT,
    cursor: query.cursor,
    start: query.start === undefined ? undefined : parseTime(query.start, 'querystring.start'),
    end: query.end === undefined ? undefined : parseTime(query.end, 'querystring.end'),
    entity: query.entity,
    state: query.state,
    class: query.class,
  }
}
