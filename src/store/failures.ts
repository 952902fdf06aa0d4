import { inspect } from 'node:util'

import { errors, messageOf, RootOpsError } from '../errors.ts'

export type Guard = <T>(work: () => Promise<T>) => Promise<T>

/**
 * Runs work on the database and turns what the driver throws into STORE_UNAVAILABLE. `place` names
 * the database for people; none of `secrets` gets into the message or the cause.
 */
export function createGuard(place: string, secrets: readonly string[]): Guard {
  return async (work) => {
    try {
      return await work()
    } catch (error) {
      if (error instanceof RootOpsError || isOurMistake(error)) throw error
      const reason = hide(secrets, reasonOf(error))
      throw errors.storeUnavailable(
        `${place} cannot answer: ${reason}`,
        holds(secrets, error) ? new Error(reason) : error,
      )
    }
  }
}

/** The passwords in a PostgreSQL URL, as written and decoded. */
export function secretsOf(databaseUrl: string): string[] {
  // A password may hold an unescaped @, so it reaches to the last one before the host.
  const userInfo = /^[^:]+:\/\/[^:/?#]*:(.+)@/.exec(databaseUrl)?.[1]
  const parameters = databaseUrl.matchAll(/[?&][a-z]*password=([^&#]+)/gi)
  const written = [userInfo, ...[...parameters].map((match) => match[1])]
  return written.filter((secret) => secret !== undefined).flatMap((s) => [s, decoded(s)])
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** A bug, not a database: drivers give their errors a code, or are plain errors. */
function isOurMistake(error: unknown): boolean {
  return (
    (error instanceof TypeError ||
      error instanceof ReferenceError ||
      error instanceof RangeError) &&
    !('code' in error)
  )
}

/** A refused connection to a name with several addresses has its reasons inside. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join('; ')
  return messageOf(error)
}

function hide(secrets: readonly string[], text: string): string {
  return secrets.reduce((hidden, secret) => hidden.replaceAll(secret, '<secret>'), text)
}

function holds(secrets: readonly string[], error: unknown): boolean {
  const everything = inspect(error, { depth: 5 })
  return secrets.some((secret) => everything.includes(secret))
}
