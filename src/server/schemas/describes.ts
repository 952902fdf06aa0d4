import type { Static, TSchema, TUnsafe } from 'typebox'

import { Type } from '../../schema.ts'
import type { Page } from '../../model/page.ts'

type Deep<T> = T extends object ? { readonly [K in keyof T]: Deep<T[K]> } : T
type Same<A, B> = [Deep<A>] extends [Deep<B>] ? ([Deep<B>] extends [Deep<A>] ? true : false) : false

/**
 * Declares that a schema describes the type `T`: when the type gains a field or changes one, the
 * schema no longer compiles, so the OpenAPI document cannot drift from what is sent.
 */
export function describes<T>() {
  return <S extends TSchema>(schema: Same<Static<S>, T> extends true ? S : never): S => schema
}

/** Refers to a schema of the document by its `$id`; its static type is `T`. */
export function refTo<T>(id: string): TUnsafe<T> {
  return Type.Unsafe<T>({ $ref: `${id}#` })
}

export function nullable<S extends TSchema>(schema: S) {
  return Type.Union([schema, Type.Null()])
}

/** A page of a list of what `item` describes. */
export function pageOf<T>(item: TUnsafe<T>): TUnsafe<Page<T>> {
  return Type.Unsafe<Page<T>>(
    Type.Object({
      items: Type.Array(item),
      next: Type.Union([Type.String(), Type.Null()], {
        description: 'The cursor of the next page; null on the last one.',
      }),
    }),
  )
}
