import { setTimeout as pause } from 'node:timers/promises'

import type { SourceLoad } from '../../source.ts'
import { defaults, type PrometheusOptions } from '../options.ts'
import { connect } from './connection.ts'
import type { Exchange } from './exchange.ts'
import { stoppedFailure } from './failure.ts'
import { joinSignals } from './join-signals.ts'
import { createLimiter } from './limiter.ts'
import type { Outcome } from './outcome.ts'
import { retrying } from './retry.ts'

export interface PrometheusClient {
  /** Waits for its turn, asks, and tries again where that may help. Failures are values. */
  ask<T>(exchange: Exchange<T>): Promise<Outcome<T>>
  countPoints(points: number): void
  load(): SourceLoad
  /** Ends what is under way; later questions fail. */
  close(): Promise<void>
}

/** Throws CONFIG_INVALID. */
export function createClient(options: PrometheusOptions): PrometheusClient {
  const connection = connect(options)
  const limiter = createLimiter(options.concurrency ?? defaults.concurrency)
  const closing = new AbortController()
  const load = { queries: { success: 0, error: 0 }, points: 0, bytes: 0 }
  // Paths on which POST is refused; at most the handful of paths we ask.
  const getOnly = new Set<string>()
  const retryOptions = {
    retries: options.retries ?? defaults.retries,
    random: options.random ?? Math.random,
    sleep: options.sleep ?? sleep,
  }
  const onBytes = (bytes: number): void => void (load.bytes += bytes)

  async function attempt<T>(exchange: Exchange<T>, signal: AbortSignal): Promise<Outcome<T>> {
    const started = performance.now()
    const outcome = await connection.converse(exchange, { signal, onBytes })
    const result = outcome.ok ? 'success' : 'error'
    load.queries[result]++
    options.onQuery?.(result, (performance.now() - started) / 1000)
    return outcome
  }

  async function tryBothMethods<T>(
    exchange: Exchange<T>,
    signal: AbortSignal,
  ): Promise<Outcome<T>> {
    const byGet = { ...exchange, method: 'GET' } as const
    const first = getOnly.has(exchange.path) ? byGet : exchange
    const outcome = await retrying(() => attempt(first, signal), retryOptions, signal)
    if (outcome.ok || outcome.status !== 405 || first.method === 'GET') return outcome
    getOnly.add(exchange.path)
    return retrying(() => attempt(byGet, signal), retryOptions, signal)
  }

  return {
    async ask(exchange) {
      const stop = joinSignals([closing.signal, exchange.signal])
      const { signal } = stop
      try {
        return await limiter.run(signal, () => tryBothMethods(exchange, signal))
      } catch (error) {
        if (!signal.aborted) throw error
        return stoppedFailure(connection.whoAt(exchange.path), signal.reason)
      } finally {
        stop.release()
      }
    },
    countPoints(points) {
      load.points += points
    },
    load: () => ({ ...load, queries: { ...load.queries } }),
    async close() {
      closing.abort(new Error('closed'))
      await connection.close()
    },
  }
}

async function sleep(seconds: number, signal: AbortSignal): Promise<void> {
  await pause(seconds * 1000, undefined, { signal })
}
