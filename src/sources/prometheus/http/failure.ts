import { errors, RootOpsError } from '../../../errors.ts'
import { clip } from '../excerpt.ts'
import { refusal } from '../scan/envelope.ts'
import { headerOf, type Failure, type Headers } from './outcome.ts'
import { retryAfterSeconds } from './retry.ts'

const MAX_EXCERPT = 200

/** What a status other than 2xx means for the caller. `body` is the beginning of what came. */
export function statusFailure(
  who: string,
  answer: { status: number; headers: Headers; body: string; now: number },
): Failure {
  const { status, headers, body, now } = answer
  const said = saidIn(body)
  const retryAfter = retryAfterSeconds(headerOf(headers, 'retry-after'), now)
  const text = said ? refusal(who, said) : `${who} answered ${status}${bodyHint(body, headers)}`
  if (status === 429 || status >= 500) {
    // A query that was too slow for the server will be so again, and costs it the same again.
    const retry = status !== 501 && said?.errorType !== 'timeout'
    return { ok: false, status, retry, retryAfter, error: errors.sourceUnavailable(text) }
  }
  if (status === 401 || status === 403 || status === 407)
    return refused(status, `${text}: look at http_config`)
  if (said) return refused(status, text)
  const error = errors.sourceUnavailable(
    `${text}: is that the address of a Prometheus, with its path prefix?`,
  )
  return { ok: false, status, retry: false, error }
}

function refused(status: number, text: string): Failure {
  return { ok: false, status, retry: false, error: errors.sourceRefused(text) }
}

/** The error in Prometheus' own form, if the body has that form. */
function saidIn(body: string): { errorType: string; error: string } | undefined {
  try {
    const { status, errorType, error } = JSON.parse(body) as Record<string, unknown>
    return status === 'error' && typeof error === 'string'
      ? { errorType: typeof errorType === 'string' ? errorType : '', error }
      : undefined
  } catch {
    return undefined
  }
}

function bodyHint(body: string, headers: Headers): string {
  const location = headerOf(headers, 'location')
  if (location) return ` (redirect to ${clip(location.replace(/\/\/[^/@]*@/, '//'), MAX_EXCERPT)})`
  const text = clip(body, MAX_EXCERPT)
  return text === '' ? '' : `: ${text}`
}

/** What an exception during a request means for the caller. */
export function exceptionFailure(who: string, error: unknown): Failure {
  if (error instanceof RootOpsError) return { ok: false, status: 0, retry: false, error }
  const { code, name, message } = deepest(error)
  const finalOnes = /^(?:ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|UND_ERR_INVALID|Z_)/
  const retry = code !== undefined && !finalOnes.test(code)
  const reason = SENTENCES[code ?? ''] ?? (clip(message, MAX_EXCERPT) || name)
  return {
    ok: false,
    status: 0,
    retry,
    error: errors.sourceUnavailable(`cannot reach ${who}: ${reason}`, error),
  }
}

const SENTENCES: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection reset',
  ENOTFOUND: 'no such host',
  EAI_AGAIN: 'the name cannot be looked up now',
  UND_ERR_CONNECT_TIMEOUT: 'no connection in time',
  UND_ERR_SOCKET: 'the connection was closed before the answer was complete',
}

/** undici wraps what happened; the code of the innermost error tells most. */
function deepest(error: unknown): { code?: string; name: string; message: string } {
  let found = error as NodeJS.ErrnoException
  for (let depth = 0; depth < 5 && found.cause instanceof Error; depth++) {
    if (found.code !== undefined && (found.cause as NodeJS.ErrnoException).code === undefined) break
    found = found.cause
  }
  const { code, name, message } = found
  return { ...(typeof code === 'string' && { code }), name, message }
}

/** A request that was stopped: by its deadline of `timeout` seconds, or by its caller or our closing. */
export function stoppedFailure(who: string, reason: unknown, timeout?: number): Failure {
  const text =
    timeout === undefined ? `stopped asking ${who}` : `${who} did not answer within ${timeout} s`
  return { ok: false, status: 0, retry: false, error: errors.sourceUnavailable(text, reason) }
}
