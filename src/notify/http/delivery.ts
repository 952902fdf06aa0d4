import { RootOpsError } from '../../errors.ts'
import { exceptionFailure } from '../../sources/prometheus/http/failure.ts'

/** What came of one try to tell. Reasons have the destination as their subject. */
export type Delivery =
  | { readonly result: 'delivered' }
  /** Trying again cannot help. */
  | { readonly result: 'refused'; readonly reason: string }
  | Failed

export interface Failed {
  readonly result: 'failed'
  readonly reason: string
  /** It may have arrived all the same. */
  readonly uncertain: boolean
  /** Seconds that the receiver asks to wait. */
  readonly retryAfter?: number | undefined
}

/** Nothing can have arrived when these are what happened. */
const BEFORE_SENDING =
  /^(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|ERR_TLS.*|ERR_SSL.*|CERT_.*|DEPTH_ZERO.*|SELF_SIGNED.*|UNABLE_TO.*)$/

/** An exception during a request. */
export function failureOf(error: unknown): Failed {
  const { message } = exceptionFailure('it', error).error
  const uncertain = !(error instanceof RootOpsError) && !codes(error).some(isBeforeSending)
  return { result: 'failed', reason: message, uncertain }
}

function isBeforeSending(code: string): boolean {
  return BEFORE_SENDING.test(code)
}

/** The codes of an error and of what caused it. */
function codes(error: unknown): string[] {
  const found: string[] = []
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth++) {
    const { code } = at as NodeJS.ErrnoException
    if (typeof code === 'string') found.push(code)
  }
  return found
}
