import { request } from 'undici'

import { checkHttpConfig } from '../../sources/prometheus/access/check-config.ts'
import { readCredentials } from '../../sources/prometheus/access/credentials.ts'
import { createDispatchers } from '../../sources/prometheus/access/dispatchers.ts'
import { hideSecrets } from '../../sources/prometheus/access/hide-secrets.ts'
import { clip } from '../../sources/prometheus/excerpt.ts'
import { readOpening } from '../../sources/prometheus/http/body.ts'
import { joinSignals } from '../../sources/prometheus/http/join-signals.ts'
import { headerOf } from '../../sources/prometheus/http/outcome.ts'
import { retryAfterSeconds } from '../../sources/prometheus/http/retry.ts'
import type { HttpConfig } from '../../sources/prometheus/options.ts'
import { failureOf, type Delivery } from './delivery.ts'

export interface Letter {
  /** Without user; what is secret in it is among `secrets`. */
  readonly url: string
  readonly body: unknown
  readonly headers?: Readonly<Record<string, string>>
  /** Texts that no message may contain. */
  readonly secrets: readonly string[]
}

export interface Post {
  /** Never rejects, never follows a redirect. */
  send(letter: Letter, signal?: AbortSignal): Promise<Delivery>
  close(): Promise<void>
}

export interface PostOptions {
  readonly http: HttpConfig
  /** Seconds for one request with its answer. */
  readonly timeout: number
  /** Where `proxy_from_environment` looks. */
  readonly environment?: Readonly<Record<string, string | undefined>>
}

const MAX_ANSWER = 4096
const MAX_EXCERPT = 200

/** Opens no connection yet. Throws CONFIG_INVALID. */
export function createPost({ http, timeout, environment = process.env }: PostOptions): Post {
  checkHttpConfig(http)
  const dispatchers = createDispatchers(http, { connections: 1, environment })
  return {
    async send(letter, signal) {
      const secrets = [...letter.secrets, http.proxy_url ?? ''].filter((text) => text.length > 2)
      const deadline = joinSignals([signal], timeout)
      try {
        const target = new URL(letter.url)
        const user = userOf(target)
        const credentials = await readCredentials(http, user)
        secrets.push(...credentials.secrets)
        const { statusCode, headers, body } = await request(target, {
          dispatcher: await dispatchers.for(target),
          method: 'POST',
          headers: {
            ...letter.headers,
            'content-type': 'application/json',
            'user-agent': 'rootops',
            ...credentials.headers,
          },
          body: JSON.stringify(letter.body),
          signal: deadline.signal,
        })
        const answer = { who: 'the receiver', headers, maxBytes: MAX_ANSWER }
        // Once the status is known, a body that breaks off changes nothing.
        const said = await readOpening(body, answer).catch(() => '')
        const retryAfter = retryAfterSeconds(headerOf(headers, 'retry-after'), Date.now() / 1000)
        return deliveryOf(statusCode, clip(hideSecrets(said, secrets), MAX_EXCERPT), retryAfter)
      } catch (error) {
        const failure = deadline.signal.aborted ? stopped(signal, timeout) : failureOf(error)
        return { ...failure, reason: hideSecrets(failure.reason, secrets) }
      } finally {
        deadline.release()
      }
    },
    close: () => dispatchers.close(),
  }
}

/** Takes user and password out of the URL. */
function userOf(url: URL): { name: string; password: string } | undefined {
  const { username, password } = url
  if (username === '' && password === '') return undefined
  url.username = ''
  url.password = ''
  return { name: decodeURIComponent(username), password: decodeURIComponent(password) }
}

/** The content is wrong: it will be so at the next try, too. */
const FINAL = new Set([400, 413, 415, 422])

function deliveryOf(status: number, said: string, retryAfter: number | undefined): Delivery {
  if (status >= 200 && status < 300) return { result: 'delivered' }
  const isRedirect = status >= 300 && status < 400
  const hint = isRedirect ? ', a redirect, and those are not followed' : said && `: ${said}`
  const reason = `answered ${status}${hint}`
  if (FINAL.has(status)) return { result: 'refused', reason }
  // A gateway may have lost only the answer.
  return { result: 'failed', reason, uncertain: status >= 500, retryAfter }
}

function stopped(signal: AbortSignal | undefined, timeout: number) {
  const reason = signal?.aborted ? 'was stopped' : `did not answer within ${timeout} s`
  return { result: 'failed', reason, uncertain: true } as const
}
