import { createHmac, randomBytes } from 'node:crypto'
import { compare } from 'bcryptjs'

import { errors } from '../../errors.ts'

export interface PasswordCheck {
  /** Rejects with OVERLOADED when too many unknown passwords are being compared already. */
  isCorrect(name: string, password: string): Promise<boolean>
}

const REMEMBERED_SECONDS = 300
/** Bounds the memory of each verdict cache. */
const MAX_REMEMBERED = 1000
/** bcrypt in JavaScript shares our thread: guesses must not crowd out everybody else. */
const MAX_COMPARISONS = 8

/**
 * Checks name and password against bcrypt hashes. A comparison costs about 100 ms, and a scrape
 * comes every few seconds, so verdicts are remembered for a while under a keyed hash of the pair.
 */
export function createPasswordCheck(
  users: Readonly<Record<string, string>>,
  now: () => number,
): PasswordCheck {
  const someHash = Object.values(users)[0]
  if (someHash === undefined) return { isCorrect: async () => false }
  const key = randomBytes(32)
  // Two caches: a flood of wrong guesses cannot push out the right ones.
  const right = new Map<string, number>()
  const wrong = new Map<string, number>()
  const running = new Map<string, Promise<boolean>>()

  async function compareAndRemember(id: string, name: string, password: string): Promise<boolean> {
    if (running.size >= MAX_COMPARISONS) throw errors.overloaded('too many logins at once')
    const known = Object.hasOwn(users, name)
    // An unknown name costs the same time as a known one, so that time does not tell them apart.
    const hash = known ? users[name]! : someHash!
    const work = compare(password, hash).then((same) => same && known)
    running.set(id, work)
    try {
      const verdict = await work
      remember(verdict ? right : wrong, id, now() + REMEMBERED_SECONDS)
      return verdict
    } finally {
      running.delete(id)
    }
  }

  return {
    async isCorrect(name, password) {
      const id = createHmac('sha256', key).update(`${name}\0${password}`).digest('hex')
      if ((right.get(id) ?? 0) > now()) return true
      if ((wrong.get(id) ?? 0) > now()) return false
      return running.get(id) ?? compareAndRemember(id, name, password)
    },
  }
}

function remember(cache: Map<string, number>, id: string, until: number): void {
  cache.delete(id)
  if (cache.size >= MAX_REMEMBERED) cache.delete(cache.keys().next().value!)
  cache.set(id, until)
}
