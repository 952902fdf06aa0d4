import type { PrometheusClient } from '../http/client.ts'
import type { Exchange } from '../http/exchange.ts'
import type { Headers } from '../http/outcome.ts'
import { readDocument } from '../scan/list.ts'

/** How servers say that they do not have an endpoint, or not for us. */
const ABSENT = new Set([400, 403, 404, 405, 422, 501])

/** Asks; rejects with the error of the table. */
export async function ask<T>(client: PrometheusClient, exchange: Exchange<T>): Promise<T> {
  const outcome = await client.ask(exchange)
  if (!outcome.ok) throw outcome.error
  return outcome.value
}

/** Asks an endpoint that not every server has; undefined where it is not there. */
export async function askIfThere<T>(
  client: PrometheusClient,
  exchange: Exchange<T>,
): Promise<{ value: T; headers: Headers } | undefined> {
  const outcome = await client.ask(exchange)
  if (outcome.ok) return outcome
  if (ABSENT.has(outcome.status)) return undefined
  throw outcome.error
}

const MAX_DOCUMENT = 64 * 2 ** 20

/** A document of an endpoint that not every server has. */
export function documentAt(
  path: string,
  params: Readonly<Record<string, string>> = {},
): Exchange<unknown> {
  return { path, params, method: 'GET', parse: (reader) => readDocument(reader, MAX_DOCUMENT) }
}
