import type { IncomingMessage } from 'node:http'

import { errors } from '../../errors.ts'
import { parseDuration } from '../promql/literal.ts'
import { badQuery } from '../promql/promql-error.ts'

/** What a handler gets: the parameters of the address and, for a form that was posted, of its body. */
export interface DemoRequest {
  readonly method: string
  readonly path: string
  readonly parameters: URLSearchParams
  readonly body: string
}

const BODY_LIMIT = 1024 * 1024

export async function readRequest(message: IncomingMessage): Promise<DemoRequest> {
  const url = new URL(message.url ?? '/', 'http://demo')
  const body = await readBody(message)
  const parameters = new URLSearchParams(url.search)
  if (message.headers['content-type']?.startsWith('application/x-www-form-urlencoded'))
    for (const [name, value] of new URLSearchParams(body)) parameters.append(name, value)
  return { method: message.method ?? 'GET', path: url.pathname, parameters, body }
}

async function readBody(message: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  let size = 0
  for await (const part of message as AsyncIterable<Buffer>) {
    size += part.length
    if (size > BODY_LIMIT) throw errors.inputTooLarge('the body', BODY_LIMIT)
    parts.push(part)
  }
  return Buffer.concat(parts).toString('utf8')
}

/** A time parameter in milliseconds: unix seconds or RFC 3339. */
export function timeParameter(
  { parameters }: DemoRequest,
  name: string,
  fallback?: number,
): number {
  const text = parameters.get(name)
  if (text === null || text === '') {
    if (fallback !== undefined) return fallback
    throw badQuery(`invalid parameter "${name}": cannot parse "" to a valid timestamp`)
  }
  const seconds = Number(text)
  const ms = Number.isFinite(seconds) ? Math.round(seconds * 1000) : Date.parse(text)
  if (Number.isNaN(ms))
    throw badQuery(`invalid parameter "${name}": cannot parse "${text}" to a valid timestamp`)
  return ms
}

/** The `step` in milliseconds: seconds or a duration. */
export function stepParameter({ parameters }: DemoRequest): number {
  const text = parameters.get('step') ?? ''
  const seconds = Number(text)
  const ms = text !== '' && Number.isFinite(seconds) ? seconds * 1000 : parseDuration(text)
  if (ms === undefined)
    throw badQuery(`invalid parameter "step": cannot parse "${text}" to a valid duration`)
  if (ms <= 0)
    throw badQuery(
      'invalid parameter "step": zero or negative query resolution step widths are not accepted. ' +
        'Try a positive integer',
    )
  return Math.max(1, Math.round(ms))
}

/** The `limit`; Infinity when there is none (0 means none too). */
export function limitParameter({ parameters }: DemoRequest): number {
  const text = parameters.get('limit') ?? '0'
  const limit = Number(text)
  if (!Number.isInteger(limit) || limit < 0)
    throw badQuery(`invalid parameter "limit": cannot parse "${text}" to a count`)
  return limit === 0 ? Infinity : limit
}
