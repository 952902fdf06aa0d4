import { Type as typebox } from 'typebox'
import { Value } from 'typebox/value'
import { describe, expect, it } from 'vitest'

import { Type } from './schema.ts'

type Builder = typeof Type

/** Every builder, with and without options, alone and inside one another. */
function everything(T: Builder) {
  const text = T.String({ minLength: 1, description: 'a name' })
  const inner = T.Object({ a: T.Integer(), b: T.Optional(T.Number({ minimum: 0 })) })
  return T.Object(
    {
      text,
      flag: T.Boolean(),
      maybe: T.Optional(T.Union([T.Literal('up'), T.Literal(3), T.Literal(true), T.Null()])),
      one: T.Enum(['x', 'y'], { description: 'which' }),
      list: T.Array(inner, { maxItems: 2 }),
      map: T.Record(T.String(), T.Optional(text), { description: 'by name' }),
      both: T.Intersect([inner, T.Object({}, { additionalProperties: true })]),
      anything: T.Unknown({ description: 'whatever' }),
      link: T.Unsafe<string>({ $ref: 'Other#' }),
      nothingNeeded: T.Object({ c: T.Optional(T.Optional(inner)) }),
    },
    { $id: 'Everything', additionalProperties: false },
  )
}

function exact(T: Builder) {
  const properties = { a: T.String({ minLength: 1 }), b: T.Optional(T.Number()) }
  return T.Object(properties, { additionalProperties: false })
}

describe('Type', () => {
  it("writes the same documents as typebox's", () => {
    expect(JSON.stringify(everything(Type))).toBe(JSON.stringify(everything(typebox)))
  })

  it.each([
    [{ a: 'x' }, true],
    [{}, false],
    [{ a: '' }, false],
    [{ a: 'x', b: 1 }, true],
    [{ a: 'x', b: 'no' }, false],
    [{ a: 'x', c: 1 }, false],
  ])("makes what typebox's checker understands: %j", (value, fits) => {
    expect(Value.Check(exact(typebox), value)).toBe(fits)
    expect(Value.Check(exact(Type), value)).toBe(fits)
  })
})
