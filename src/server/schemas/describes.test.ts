import { Type } from 'typebox'
import { expect, test } from 'vitest'

import { describes, nullable } from './describes.ts'

interface Thing {
  readonly name: string
  readonly size: number | null
  readonly parts?: readonly string[]
}

const parts = Type.Optional(Type.Array(Type.String()))

test('a schema that lags behind its type does not compile', () => {
  const whole = { name: Type.String(), size: nullable(Type.Number()), parts }
  const schema = describes<Thing>()(Type.Object(whole))
  expect(schema.required).toEqual(['name', 'size'])
  const { size, ...rest } = whole
  // @ts-expect-error the field `size` is missing
  describes<Thing>()(Type.Object(rest))
  // @ts-expect-error the type has no field `extra`
  describes<Thing>()(Type.Object({ ...whole, extra: Type.String() }))
  // @ts-expect-error `size` may be null
  describes<Thing>()(Type.Object({ ...whole, size: Type.Number() }))
  expect(size.anyOf).toHaveLength(2)
})
