import { request, type Dispatcher } from 'undici'

import type { Credentials } from '../access/credentials.ts'
import type { Dispatchers } from '../access/dispatchers.ts'
import { headerOf } from './outcome.ts'

export interface Message {
  readonly method: 'GET' | 'POST'
  readonly url: string
  /** Parameters, urlencoded: the body of a POST, the query of a GET. */
  readonly form: string
}

export interface SendOptions {
  readonly dispatchers: Dispatchers
  readonly credentials: Credentials
  readonly followRedirects: boolean
  readonly signal: AbortSignal
}

const MAX_REDIRECTS = 5
const REDIRECTS = new Set([301, 302, 303, 307, 308])

/**
 * Sends a request and follows redirects. A POST stays a POST (all our requests only read), but for
 * 303. Credentials go to another host, or from https to http, never.
 */
export async function send(
  message: Message,
  options: SendOptions,
): Promise<Dispatcher.ResponseData> {
  let { method } = message
  let target = new URL(message.url)
  let trusted = true
  for (let hops = 0; ; hops++) {
    const response = await sendOnce({ ...message, method }, target, trusted, options)
    const location = headerOf(response.headers, 'location')
    const next = REDIRECTS.has(response.statusCode) ? parse(location, target) : undefined
    if (!options.followRedirects || !next || hops >= MAX_REDIRECTS) return response
    await response.body.dump()
    const isDowngrade = target.protocol === 'https:' && next.protocol !== 'https:'
    trusted &&= next.hostname === target.hostname && !isDowngrade
    if (response.statusCode === 303) method = 'GET'
    target = next
  }
}

function parse(location: string, base: URL): URL | undefined {
  return location !== '' && URL.canParse(location, base.href) ? new URL(location, base) : undefined
}

async function sendOnce(
  { method, form }: Message,
  target: URL,
  trusted: boolean,
  { dispatchers, credentials, signal }: SendOptions,
): Promise<Dispatcher.ResponseData> {
  const url = new URL(target)
  // A redirect may carry our query along; it must not come twice.
  if (method === 'GET' && form !== '' && url.search === '') url.search = form
  const headers: Record<string, string | string[]> = {
    accept: 'application/json',
    // Packing costs the server more than a local network saves.
    'accept-encoding': url.protocol === 'https:' ? 'gzip' : 'identity',
    'user-agent': 'rootops',
    ...(method === 'POST' && { 'content-type': 'application/x-www-form-urlencoded' }),
    ...(trusted && credentials.headers),
  }
  const dispatcher = await dispatchers.for(url)
  const body = method === 'POST' ? form : null
  return request(url, { dispatcher, method, headers, body, signal })
}
