import type { Scope } from '../auth/auth-options.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Who may call; by default `read` for GET and HEAD, `write` for all else. */
    scope?: Scope
    /** Lasts as long as the client likes: counted, but its duration says nothing. */
    longLived?: boolean
    /** Set on the routes that answer 405, with the methods that would work. */
    allow?: string
  }
}
