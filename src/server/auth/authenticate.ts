import { createHash, timingSafeEqual } from 'node:crypto'

import type { AuthOptions, Scope } from './auth-options.ts'
import { createPasswordCheck } from './password-check.ts'

/** Says what the bearer of an Authorization header may do; undefined for nobody we know. */
export type Authenticate = (authorization: string | undefined) => Promise<Scope | undefined>

const MAX_HEADER_LENGTH = 4096

export function createAuthenticate(auth: AuthOptions, now: () => number): Authenticate {
  const passwords = createPasswordCheck(auth.basicUsers ?? {}, now)
  const tokens = (auth.tokens ?? []).map(({ hash, scope }) => ({
    hash: Buffer.from(hash, 'hex'),
    scope,
  }))

  function scopeOfToken(token: string): Scope | undefined {
    const digest = createHash('sha256').update(token).digest()
    let scope: Scope | undefined
    // All are compared, so that the time does not tell which one came close.
    for (const known of tokens)
      if (known.hash.length === digest.length && timingSafeEqual(known.hash, digest))
        scope = known.scope
    return scope
  }

  return async (authorization) => {
    if (authorization === undefined || authorization.length > MAX_HEADER_LENGTH) return undefined
    const [scheme = '', credentials = ''] = authorization.split(/ +/, 2)
    if (scheme.toLowerCase() === 'bearer') return scopeOfToken(credentials)
    if (scheme.toLowerCase() !== 'basic') return undefined
    const [name, password] = splitOnce(Buffer.from(credentials, 'base64').toString('utf8'))
    return (await passwords.isCorrect(name, password)) ? 'admin' : undefined
  }
}

function splitOnce(pair: string): [name: string, password: string] {
  const colon = pair.indexOf(':')
  return colon === -1 ? [pair, ''] : [pair.slice(0, colon), pair.slice(colon + 1)]
}
