import { errors, type Fault } from '../../errors.ts'
import { timestampOf } from '../../sources/files/timestamp.ts'

/** One side: rows of the body, or what was received in a window; all of it, or one attribute's value. */
export interface Side {
  readonly traces: readonly unknown[] | undefined
  readonly start: number | undefined
  readonly end: number | undefined
  readonly by: string | undefined
  readonly value: string | undefined
}

export interface CompareWish {
  readonly a: Side
  readonly b: Side
  readonly service: string | undefined
}

type Document = Readonly<Record<string, unknown>>

/**
 * Reads `{a, b, service?}`, each side `{start, end}` or `{traces: [rows]}`, or, for one list or
 * window and two values of an attribute, `{by, values: [a, b], traces? | start?, end?, service?}`.
 */
export function readCompareWish(body: Uint8Array): CompareWish {
  const document = parsed(body)
  const service = textIn(document, 'service')
  const by = textIn(document, 'by')
  if (by === undefined)
    return {
      service,
      a: sideOf(document['a'], 'a', {}),
      b: sideOf(document['b'], 'b', {}),
    }
  const values = document['values']
  if (
    !Array.isArray(values) ||
    values.length !== 2 ||
    values.some((one) => typeof one !== 'string')
  )
    throw invalid({ place: 'values', message: 'must be two values of the attribute' })
  const side = sideOf(document, '', { isWhole: true })
  const [a, b] = values as [string, string]
  return { service, a: { ...side, by, value: a }, b: { ...side, by, value: b } }
}

function parsed(body: Uint8Array): Document {
  try {
    const document = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)) as unknown
    if (isDocument(document)) return document
  } catch {
    throw errors.inputInvalid('the body is not JSON')
  }
  throw errors.inputInvalid('the body is not an object; send {"a": …, "b": …}')
}

function sideOf(side: unknown, place: string, { isWhole = false }): Side {
  if (!isDocument(side))
    throw invalid({ place, message: 'must be {"start", "end"} or {"traces": […]}' })
  const { traces } = side
  const at = (name: string) => (place === '' ? name : `${place}.${name}`)
  if (traces !== undefined && !Array.isArray(traces))
    throw invalid({ place: at('traces'), message: 'is not a list of rows' })
  const [start, end] = ['start', 'end'].map((name) => timeIn(side[name], at(name)))
  if (traces === undefined && !isWhole && (start === undefined || end === undefined))
    throw invalid({ place, message: 'needs start and end, or traces' })
  if (start !== undefined && end !== undefined && !(end > start))
    throw errors.inputImpossible('end must be after start', [
      { place: at('end'), message: 'is not after start' },
    ])
  return {
    traces: traces as readonly unknown[] | undefined,
    start: start ?? (end === undefined ? undefined : -Infinity),
    end: end ?? (start === undefined ? undefined : Infinity),
    by: undefined,
    value: undefined,
  }
}

function timeIn(value: unknown, place: string): number | undefined {
  if (value === undefined) return undefined
  const time =
    typeof value === 'number' ? value : typeof value === 'string' ? timestampOf(value) : NaN
  if (Number.isFinite(time)) return time
  throw invalid({ place, message: 'is neither unix seconds nor RFC 3339' })
}

function textIn(document: Document, name: string): string | undefined {
  const value = document[name]
  if (value === undefined || value === '') return undefined
  if (typeof value === 'string') return value
  throw invalid({ place: name, message: 'is not a string' })
}

function isDocument(value: unknown): value is Document {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function invalid(fault: Fault) {
  return errors.inputInvalid(`${fault.place} ${fault.message}`, [fault])
}
