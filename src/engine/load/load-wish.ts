import { errors, type Fault } from '../../errors.ts'
import type { Range } from '../../sources/source.ts'
import { parse, seconds, unixTime } from '../analysis-wish.ts'

/** One of the two quantities: asked for, or sent as an answer of query_range. */
type WishedSeries =
  | { readonly query: string }
  | { readonly query?: undefined; readonly series: unknown }

/** What a body of analyze/load asks for; times in seconds. */
export interface LoadWish {
  readonly load: WishedSeries
  readonly latency: WishedSeries
  /** Only where something is to be asked. */
  readonly range: Range | undefined
  readonly latencyLimit: number | undefined
  /** Unix seconds that part before and after. */
  readonly since: number | undefined
  readonly horizon: number
}

const MAX_QUERY = 10_000
const MAX_POINTS = 11_000
const WEEK = 604_800

/** Throws INPUT_INVALID with the place of everything that is wrong. */
export function readLoadWish(body: Uint8Array): LoadWish {
  const written = parse(body)
  if (!isMapping(written)) throw errors.inputInvalid('the body is not an object')
  const faults: Fault[] = []
  const load = seriesOf(written['load'], 'load', faults)
  const latency = seriesOf(written['latency'], 'latency', faults)
  const isAsked = load.query !== undefined || latency.query !== undefined
  const wish = {
    load,
    latency,
    range: isAsked ? rangeOf(written, faults) : undefined,
    latencyLimit: limitOf(written['latency_limit'], faults),
    since: written['since'] === undefined ? undefined : timeOf(written['since'], 'since', faults),
    horizon: seconds(scalar(written['horizon'] ?? 4 * WEEK), 'horizon', faults),
  }
  if (faults.length > 0) throw errors.inputInvalid('the body is not what it should be', faults)
  return wish
}

function seriesOf(written: unknown, place: string, faults: Fault[]): WishedSeries {
  if (isMapping(written)) {
    const { query, series } = written
    if (typeof query === 'string' && query !== '' && query.length <= MAX_QUERY) return { query }
    if (isMapping(series)) return { series }
  }
  faults.push({
    place,
    message: 'expected {"query": PromQL} or {"series": an answer of query_range}',
  })
  return { series: undefined }
}

function rangeOf(written: Record<string, unknown>, faults: Fault[]): Range {
  const before = faults.length
  const step = seconds(scalar(written['step'] ?? 60), 'step', faults)
  const start = timeOf(written['start'], 'start', faults)
  const end = timeOf(written['end'], 'end', faults)
  if (faults.length > before) return { start, end, step }
  if (end < start) faults.push({ place: 'end', message: 'is before start' })
  else if ((end - start) / step > MAX_POINTS)
    faults.push({
      place: 'step',
      message: `gives more than ${MAX_POINTS} points; use a larger one`,
    })
  return { start: Math.ceil(start / step) * step, end, step }
}

function limitOf(written: unknown, faults: Fault[]): number | undefined {
  if (written === undefined) return undefined
  const limit = Number(scalar(written))
  if (limit > 0 && Number.isFinite(limit)) return limit
  faults.push({
    place: 'latency_limit',
    message: "expected a number above 0, in the latency's unit",
  })
  return undefined
}

function timeOf(written: unknown, place: string, faults: Fault[]): number {
  return unixTime(scalar(written), place, faults)
}

/** What is neither number nor text is no number either, and is reported as such. */
function scalar(written: unknown): number | string {
  return typeof written === 'number' || (typeof written === 'string' && written.trim() !== '')
    ? written
    : NaN
}

function isMapping(written: unknown): written is Record<string, unknown> {
  return typeof written === 'object' && written !== null && !Array.isArray(written)
}
