import { knownOfHour, usualAt, type Usual } from '../../detect/operations/baseline.ts'
import {
  CALLS_FOR_P95,
  CALLS_FOR_P99,
  FEWEST_CALLS,
} from '../../detect/operations/hour-of-calls.ts'
import { addDurations, type MinuteCounts } from '../../detect/operations/minute-counts.ts'
import { SketchSum } from '../../math/log-linear-sketch.ts'
import {
  OPERATION_KINDS,
  type Operation,
  type OperationDetail,
  type UsualOperation,
} from '../../model/operation.ts'
import type { Page } from '../../model/page.ts'
import type { OperationSort } from './operation-sorts.ts'
import { KEPT_MINUTES, type RememberedOperations } from './remembered-operations.ts'

export interface OperationFilter {
  readonly limit: number
  readonly cursor?: string | undefined
  readonly service?: string | undefined
  /** Only operations whose service or name contain every word of this. */
  readonly search?: string | undefined
  /** Largest first; by time when absent. */
  readonly sort?: OperationSort | undefined
}

/** Minutes that a list shows: enough for quantiles, few enough to be the present. */
const WINDOW_MINUTES = 10
const HOURS_OF_WEEK = 168

const sum = new SketchSum()

/** The operations over the last ten minutes, largest first. O(operations × minutes). */
export function listOperations(
  remembered: RememberedOperations,
  filter: OperationFilter,
  now: number,
): Page<Operation> {
  const sort = ORDERS[filter.sort ?? 'time']
  const all = operationsNow(remembered, now)
    .filter((one) => matches(one, filter))
    .sort((a, b) => sort(b) - sort(a) || (a.id < b.id ? -1 : 1))
  const from = Math.max(0, Math.floor(Number(filter.cursor ?? 0)) || 0)
  const to = from + filter.limit
  return { items: all.slice(from, to), next: to < all.length ? String(to) : null }
}

const ORDERS: Readonly<Record<OperationSort, (one: Operation) => number>> = {
  rate: ({ rate }) => rate,
  errors: ({ error_rate, rate }) => (error_rate ?? 0) * rate,
  p95: ({ p95_ms, p50_ms }) => p95_ms ?? (p50_ms ?? 0) * 1e-9,
  time: ({ time_share }) => time_share,
}

function matches(
  { service: own, operation }: Operation,
  { service, search }: OperationFilter,
): boolean {
  if (service !== undefined && service !== own) return false
  const text = `${own}\n${operation}`.toLowerCase()
  return (search ?? '')
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word))
}

function operationsNow(remembered: RememberedOperations, now: number): Operation[] {
  const minute = Math.floor(now / 60)
  const minutes = remembered.ring.between(minute - WINDOW_MINUTES, minute + 1)
  const seconds = secondsListened(remembered, now)
  const total = minutes.reduce((ms, { sumMs }) => ms + sumMs.reduce((a, b) => a + b, 0), 0)
  return [...remembered.table.known.keys()]
    .filter((number) => number > 0 || minutes.some(({ calls }) => (calls[0] ?? 0) > 0))
    .map((number) => operationIn(remembered, number, { minutes, seconds, total, now }))
}

/** Seconds that the window reaches back; less at the start. */
function secondsListened({ since }: RememberedOperations, now: number): number {
  const begun = (Math.floor(now / 60) - WINDOW_MINUTES) * 60
  return Math.max(1, now - Math.max(begun, (since - 1) * 60))
}

interface Window {
  readonly minutes: readonly MinuteCounts[]
  readonly seconds: number
  /** Milliseconds of all operations. */
  readonly total: number
  readonly now: number
}

function operationIn(
  remembered: RememberedOperations,
  number: number,
  { minutes, seconds, total, now }: Window,
): Operation {
  const { id, service, operation, kind, lastSeen } = remembered.table.known[number]!
  const calls = added(minutes, ({ calls: of }) => of[number])
  const failures = added(minutes, ({ failures: of }) => of[number])
  const ms = added(minutes, ({ sumMs }) => sumMs[number])
  gather(minutes, number)
  const usual = usualAt(remembered.baselineOf(number), Math.floor(now / 3600))
  return {
    id,
    service,
    operation,
    kind: OPERATION_KINDS[kind] ?? 'unknown',
    calls,
    rate: rounded(calls / seconds),
    error_rate: calls > 0 ? rounded(failures / calls) : null,
    p50_ms: quantileOf(0.5, FEWEST_CALLS),
    p95_ms: quantileOf(0.95, CALLS_FOR_P95),
    p99_ms: quantileOf(0.99, CALLS_FOR_P99),
    time_share: total > 0 ? rounded(ms / total) : 0,
    usual: usual ? { basis: usual.basis, ...told(usual) } : null,
    last_seen: lastSeen,
  }
}

/** All that is known of one operation; undefined when its spans are not received. */
export function describeOperation(
  remembered: RememberedOperations,
  id: string,
  now: number,
): OperationDetail | undefined {
  const number = remembered.table.numberOfId(id)
  if (number === undefined) return undefined
  const last = Math.floor(now / 60)
  const all = remembered.ring.between(last - KEPT_MINUTES, last + 1)
  const own = operationsNow(remembered, now).find((one) => one.id === id)
  if (!own) return undefined
  gather(all, number)
  const distribution = sum.filled().map(({ from, to, count }) => ({
    from_ms: rounded(from),
    to_ms: rounded(to),
    count,
  }))
  return {
    ...own,
    baseline: baselineOf(remembered, number),
    distribution,
    minutes: minutesOf(remembered, number, last),
    exemplars: remembered.exemplars.of(number),
  }
}

function baselineOf(remembered: RememberedOperations, number: number): OperationDetail['baseline'] {
  const baseline = remembered.baselineOf(number)
  return Array.from({ length: HOURS_OF_WEEK }, (_, hour) => hour).flatMap((hour) => {
    const known = knownOfHour(baseline, hour)
    return known ? [{ hour_of_week: hour, ...told(known) }] : []
  })
}

function told({ hours, rate, failures, p50, p95, p99 }: Usual): Omit<UsualOperation, 'basis'> {
  return {
    hours: rounded(hours),
    rate: rounded(rate / 60),
    error_rate: rounded(failures.mean),
    p50_ms: rounded(Math.exp(p50.ln)),
    p95_ms: p95 ? rounded(Math.exp(p95.ln)) : null,
    p99_ms: p99 ? rounded(Math.exp(p99.ln)) : null,
  }
}

/** Every minute since the first that was listened to, the running one not among them. */
function minutesOf(
  { ring, since }: RememberedOperations,
  number: number,
  last: number,
): OperationDetail['minutes'] {
  const first = Math.max(since, last - KEPT_MINUTES)
  const byMinute = new Map(ring.between(first, last).map((counts) => [counts.minute, counts]))
  const times = Array.from({ length: Math.max(0, last - first) }, (_, i) => first + i)
  const perMinute = times.map((minute) => {
    const counts = byMinute.get(minute)
    const calls = counts?.calls[number] ?? 0
    gather(counts ? [counts] : [], number)
    return {
      rate: rounded(calls / 60),
      errors: calls > 0 ? rounded(counts!.failures[number]! / calls) : null,
      p50: quantileOf(0.5, FEWEST_CALLS),
      p95: quantileOf(0.95, CALLS_FOR_P95),
    }
  })
  return {
    timestamps: times.map((minute) => minute * 60),
    rate: perMinute.map(({ rate }) => rate),
    error_rate: perMinute.map(({ errors }) => errors),
    p50_ms: perMinute.map(({ p50 }) => p50),
    p95_ms: perMinute.map(({ p95 }) => p95),
  }
}

function gather(minutes: readonly MinuteCounts[], number: number): void {
  sum.clear()
  for (const minute of minutes) addDurations(sum, minute, number)
}

function quantileOf(p: number, fewest: number): number | null {
  return sum.total >= fewest ? rounded(sum.quantile(p)) : null
}

function added(
  minutes: readonly MinuteCounts[],
  of: (counts: MinuteCounts) => number | undefined,
): number {
  return minutes.reduce((total, minute) => total + (of(minute) ?? 0), 0)
}

function rounded(value: number): number {
  return Number(value.toPrecision(6))
}
