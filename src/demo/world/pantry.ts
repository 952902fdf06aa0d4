/** Room that many owners share; the one who stored least recently gives way. */
export interface Pantry {
  /** Says how many bytes an owner keeps now; the pantry may call the `drop` of any other. */
  store(owner: Owner, bytes: number): void
}

interface Owner {
  /** Forgets everything that it keeps. */
  drop(): void
}

export function createPantry(limit: number): Pantry {
  const kept = new Map<Owner, number>()
  let total = 0
  const remove = (owner: Owner): void => {
    total -= kept.get(owner) ?? 0
    kept.delete(owner)
  }
  return {
    store(owner, bytes) {
      remove(owner)
      kept.set(owner, bytes)
      total += bytes
      for (const oldest of kept.keys()) {
        if (total <= limit || oldest === owner) break
        remove(oldest)
        oldest.drop()
      }
    },
  }
}
