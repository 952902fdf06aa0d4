import type { RootOpsError } from '../../../errors.ts'

/** What came of one request. A failure is a value until nobody wants to try again. */
export type Outcome<T> =
  | { readonly ok: true; readonly value: T; readonly headers: Headers }
  | Failure

export interface Failure {
  readonly ok: false
  readonly error: RootOpsError
  /** HTTP status; 0 when there was no answer. */
  readonly status: number
  /** Whether the same request may fare better in a moment. */
  readonly retry: boolean
  /** Seconds the server asks to wait. */
  readonly retryAfter?: number | undefined
}

/** Response headers in lower case, as undici gives them. */
export type Headers = Readonly<Record<string, string | string[] | undefined>>

export function headerOf(headers: Headers, name: string): string {
  const value = headers[name]
  return (Array.isArray(value) ? value[0] : value) ?? ''
}
