export type Scope = 'read' | 'write' | 'admin'

export interface AuthOptions {
  /** Name to bcrypt hash, as in Prometheus' web configuration. Basic users may do everything. */
  readonly basicUsers?: Readonly<Record<string, string>>
  readonly tokens?: readonly {
    /** SHA-256 of the token, hex. */
    readonly hash: string
    readonly scope: Scope
  }[]
  /** Route templates that are open to all, e.g. `/metrics` and `/-/healthy`. */
  readonly openPaths?: readonly string[]
}

const RANK: Readonly<Record<Scope, number>> = { read: 0, write: 1, admin: 2 }

export function allows(granted: Scope, needed: Scope): boolean {
  return RANK[granted] >= RANK[needed]
}
