import { Type, type Static } from 'typebox'
import { Value } from 'typebox/value'

import { errors, type Fault } from '../errors.ts'

const Time = Type.Union([Type.Number(), Type.String()])

const WishSchema = Type.Object({
  query: Type.Optional(Type.String({ minLength: 1, maxLength: 10_000 })),
  start: Type.Optional(Time),
  end: Type.Optional(Time),
  step: Type.Optional(Type.Union([Type.Number(), Type.String()])),
  horizon: Type.Optional(Type.Union([Type.Number(), Type.String()])),
  threshold: Type.Optional(Type.Number()),
  direction: Type.Optional(Type.Union([Type.Literal('up'), Type.Literal('down')])),
})

/** What is asked beside the data: seconds throughout. */
export interface Wish {
  readonly query?: string
  readonly horizon?: number
  readonly threshold?: number
  readonly direction?: 'up' | 'down'
}

export interface QueryWish extends Wish {
  readonly query: string
  readonly start: number
  readonly end: number
  readonly step: number
}

/** A body that large holds samples: its wish is in the first bytes or the last, never a query. */
const MAX_WISH_BYTES = 1 << 20
const MAX_POINTS = 11_000

/**
 * What a body of analyze/metrics or forecast asks for. Throws INPUT_INVALID, with the place, when it
 * is not JSON or a field is of the wrong kind.
 */
export function readWish(body: Uint8Array): Wish | QueryWish {
  if (body.length > MAX_WISH_BYTES) return readFields(fieldsOf(body))
  return readFields(parse(body))
}

/** The few plain fields at the top of a large body, found without parsing its samples. */
function fieldsOf(body: Uint8Array): Record<string, unknown> {
  const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  const ends = `${text.toString('latin1', 0, 4096)}\n${text.toString('latin1', text.length - 4096)}`
  const number = (name: string) => {
    const match = new RegExp(`"${name}"\\s*:\\s*(-?[\\d.eE+-]+|"[^"]{1,40}")`).exec(ends)
    return match ? { [name]: JSON.parse(match[1]!) as unknown } : {}
  }
  return { ...number('horizon'), ...number('threshold'), ...number('direction') }
}

/** The JSON of a body; throws INPUT_INVALID, with the place of a literal NaN. */
export function parse(body: Uint8Array): unknown {
  const text = new TextDecoder().decode(body)
  try {
    return JSON.parse(text)
  } catch (error) {
    const literal = /(?<![\w".])(NaN|-?Infinity)\b/.exec(text)
    if (!literal)
      throw errors.inputInvalid(
        `the body is not JSON: ${(error as Error).message.replace(/, ".*/s, '')}`,
      )
    const place = `byte ${Buffer.byteLength(text.slice(0, literal.index))}`
    throw errors.inputInvalid(`literal ${literal[1]} at ${place}: JSON has no such number`, [
      {
        place,
        message: `${literal[1]}: write it as a string, as Prometheus does, or leave it out`,
      },
    ])
  }
}

function readFields(written: unknown): Wish | QueryWish {
  if (!Value.Check(WishSchema, written)) {
    const faults = Value.Errors(WishSchema, written).map(({ instancePath, message }) => ({
      place: instancePath.slice(1) || 'body',
      message,
    }))
    throw errors.inputInvalid('the body is not what it should be', faults.slice(0, 10))
  }
  const faults: Fault[] = []
  const horizon =
    written.horizon === undefined ? undefined : seconds(written.horizon, 'horizon', faults)
  const wish: Wish = {
    ...(horizon !== undefined && { horizon }),
    ...(written.threshold !== undefined && { threshold: written.threshold }),
    ...(written.direction !== undefined && { direction: written.direction }),
  }
  const answer = written.query === undefined ? wish : { ...wish, ...readQuery(written, faults) }
  if (faults.length > 0) throw errors.inputInvalid('the body is not what it should be', faults)
  return answer
}

function readQuery(
  { query, start, end, step }: Static<typeof WishSchema>,
  faults: Fault[],
): Pick<QueryWish, 'query' | 'start' | 'end' | 'step'> {
  const range = {
    start: unixTime(start, 'start', faults),
    end: unixTime(end, 'end', faults),
    step: seconds(step ?? 60, 'step', faults),
  }
  if (faults.length === 0) {
    if (range.end < range.start) faults.push({ place: 'end', message: 'is before start' })
    else if ((range.end - range.start) / range.step > MAX_POINTS)
      faults.push({
        place: 'step',
        message: `gives more than ${MAX_POINTS} points; use a larger one`,
      })
  }
  return { query: query!, ...range }
}

/** Unix seconds of unix seconds or RFC 3339, as Prometheus takes them. */
export function unixTime(
  written: number | string | undefined,
  place: string,
  faults: Fault[],
): number {
  const number = Number(written)
  const time =
    typeof written === 'string' && Number.isNaN(number) ? Date.parse(written) / 1000 : number
  if (!Number.isFinite(time)) faults.push({ place, message: 'expected unix seconds or RFC 3339' })
  return time
}

const UNITS = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 } as const

/** Seconds of a number, or of a duration such as `15s` or `6h`. */
export function seconds(written: number | string, place: string, faults: Fault[]): number {
  const match = /^(\d+(?:\.\d+)?)([smhdw]?)$/.exec(String(written))
  const value = match ? Number(match[1]) * UNITS[(match[2] || 's') as keyof typeof UNITS] : NaN
  if (!(value > 0)) faults.push({ place, message: 'expected seconds, or a duration such as 6h' })
  return value
}
