import { describe, expect, it } from 'vitest'

import { errors } from '../errors.ts'
import { createGuard, secretsOf } from './failures.ts'

describe('secretsOf', () => {
  it.each([
    ['postgres://me:s3cret@db/rootops', ['s3cret', 's3cret']],
    ['postgres://me:p%40ss@db/rootops', ['p%40ss', 'p@ss']],
    ['postgres://me:p@s:s/w@db/rootops?sslmode=require', ['p@s:s/w', 'p@s:s/w']],
    ['postgres://me@db/rootops?password=a%20b', ['a%20b', 'a b']],
    ['postgres://me:50%@db/rootops', ['50%', '50%']],
    ['postgres://db/rootops', []],
  ])('of %s', (url, secrets) => {
    expect(secretsOf(url)).toEqual(secrets)
  })
})

describe('guard', () => {
  const guard = createGuard('PostgreSQL', ['s3cret'])
  const failed = (error: unknown) =>
    guard(async () => {
      throw error
    }).then(
      () => undefined,
      (reason: unknown) => reason,
    )

  it('passes on what succeeds, our own errors and our own mistakes', async () => {
    expect(await guard(async () => 7)).toBe(7)
    for (const error of [errors.inputInvalid('no'), new TypeError('x is not a function')])
      expect(await failed(error)).toBe(error)
  })

  it('keeps the cause', async () => {
    const cause = new Error('terminated')
    expect(await failed(cause)).toMatchObject({
      code: 'STORE_UNAVAILABLE',
      message: 'PostgreSQL cannot answer: terminated',
      cause,
    })
  })

  it('drops a cause that holds a secret anywhere', async () => {
    const cause = Object.assign(new TypeError('Invalid URL'), {
      code: 'ERR_INVALID_URL',
      input: 'postgres://me:s3cret@:x',
    })
    expect(await failed(cause)).toMatchObject({ cause: new Error('Invalid URL') })
    expect(await failed(new Error('no s3cret'))).toMatchObject({
      message: 'PostgreSQL cannot answer: no <secret>',
      cause: new Error('no <secret>'),
    })
  })

  it('tells the reasons of a refused connection', async () => {
    const cause = new AggregateError([new Error('refused ::1'), new Error('refused 127.0.0.1')])
    expect(await failed(cause)).toMatchObject({
      message: 'PostgreSQL cannot answer: refused ::1; refused 127.0.0.1',
    })
  })
})
