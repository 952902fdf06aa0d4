import { defaults, type PrometheusOptions } from '../options.ts'
import { createScan } from '../scan/scan.ts'
import { readBody, readOpening } from './body.ts'
import { checkHttpConfig } from '../access/check-config.ts'
import { readCredentials, type Credentials } from '../access/credentials.ts'
import { createDispatchers, type Dispatchers } from '../access/dispatchers.ts'
import type { Exchange } from './exchange.ts'
import { exceptionFailure, statusFailure, stoppedFailure } from './failure.ts'
import { hideSecrets, hideSecretsOf } from '../access/hide-secrets.ts'
import { joinSignals } from './join-signals.ts'
import type { Outcome } from './outcome.ts'
import { send } from './send.ts'
import { parseAddress } from '../access/server-address.ts'

/** One server, reached as its http_config says. */
export interface Connection {
  /** The address of a path, for messages: no user, no parameters. */
  whoAt(path: string): string
  /** Sends one request and reads its answer, within the timeout. Never rejects. */
  converse<T>(exchange: Exchange<T>, options: ConverseOptions): Promise<Outcome<T>>
  close(): Promise<void>
}

interface ConverseOptions {
  readonly signal: AbortSignal
  readonly onBytes: (bytes: number) => void
}

const MAX_ERROR_BODY = 16_384

/** What every request over this connection shares. */
interface Route {
  readonly base: string
  readonly dispatchers: Dispatchers
  readonly followRedirects: boolean
  readonly maxBytes: number
  readonly now: () => number
}

/** Opens no socket yet. Throws CONFIG_INVALID. */
export function connect(options: PrometheusOptions): Connection {
  const config = options.httpConfig ?? {}
  checkHttpConfig(config)
  const { base, user } = parseAddress(options.url)
  const timeout = options.timeoutSeconds ?? defaults.timeoutSeconds
  const route: Route = {
    base,
    dispatchers: createDispatchers(config, {
      connections: options.concurrency ?? defaults.concurrency,
      environment: options.environment ?? process.env,
    }),
    followRedirects: config.follow_redirects ?? true,
    maxBytes: options.maxResponseBytes ?? defaults.maxResponseBytes,
    now: options.now ?? (() => Date.now() / 1000),
  }
  return {
    whoAt: (path) => base + path,
    async converse(exchange, { signal, onBytes }) {
      const deadline = joinSignals([signal], timeout)
      const secrets = proxySecrets(config.proxy_url)
      let outcome
      try {
        const credentials = await readCredentials(config, user)
        secrets.push(...credentials.secrets)
        outcome = await trade(exchange, route, credentials, { signal: deadline.signal, onBytes })
      } catch (error) {
        const who = base + exchange.path
        outcome = deadline.signal.aborted
          ? stoppedFailure(who, deadline.signal.reason, signal.aborted ? undefined : timeout)
          : exceptionFailure(who, error)
      } finally {
        deadline.release()
      }
      return outcome.ok ? outcome : { ...outcome, error: hideSecretsOf(outcome.error, secrets) }
    },
    close: () => route.dispatchers.close(),
  }
}

async function trade<T>(
  exchange: Exchange<T>,
  route: Route,
  credentials: Credentials,
  { signal, onBytes }: ConverseOptions,
): Promise<Outcome<T>> {
  const { dispatchers, followRedirects, maxBytes, now } = route
  const who = route.base + exchange.path
  const form = new URLSearchParams(exchange.params).toString()
  const { statusCode, headers, body } = await send(
    { method: exchange.method ?? 'POST', url: who, form },
    { dispatchers, credentials, followRedirects, signal },
  )
  if (statusCode < 200 || statusCode > 299) {
    const opening = await readOpening(body, { who, headers, maxBytes: MAX_ERROR_BODY })
    // Before anything is cut: half a secret is one too.
    const text = hideSecrets(opening, credentials.secrets)
    return statusFailure(who, { status: statusCode, headers, body: text, now: now() })
  }
  const scan = createScan(who, exchange.parse)
  const take = (chunk: Uint8Array): boolean => {
    onBytes(chunk.length)
    return scan.push(chunk)
  }
  await readBody(body, { who, headers, maxBytes, take })
  return { ok: true, value: scan.finish(), headers }
}

function proxySecrets(proxyUrl: string | undefined): string[] {
  const password = proxyUrl === undefined ? '' : new URL(proxyUrl).password
  return password === '' ? [] : [password, decodeURIComponent(password)]
}
