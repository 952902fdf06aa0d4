import type { SignalSides } from '../../incidents/ranking/signal-change.ts'
import type { RecordedSeries } from '../../sources/files/recorded-file.ts'

/** Seconds of an incident that are looked at, and at least so many rows. */
const DURING_SECONDS = 300
const DURING_ROWS = 2
/** What is usual is what the last hour was, if it has so many rows. */
const BEFORE_SECONDS = 3600
const BEFORE_ROWS = 8

/** A wide file's column: who, what, when, how much. */
export interface RecordedSignal {
  readonly service: string
  readonly indicator: string
  /** Unix seconds. */
  readonly timestamps: Float64Array
  readonly values: Float64Array
}

/** Columns that are named `service|indicator`; others belong to nobody. */
export function signalsOf(series: readonly RecordedSeries[]): RecordedSignal[] {
  return series.flatMap(({ name, timestamps, values }) => {
    const bar = name.indexOf('|')
    if (bar <= 0) return []
    return [{ service: name.slice(0, bar), indicator: name.slice(bar + 1), timestamps, values }]
  })
}

/** One signal for each service and indicator, wherever its rows stood. */
export function mergedSignals(signals: readonly RecordedSignal[]): RecordedSignal[] {
  return [...Map.groupBy(signals, (one) => keyOf(one)).values()].map((parts) => ({
    service: parts[0]!.service,
    indicator: parts[0]!.indicator,
    timestamps: joined(parts.map(({ timestamps }) => timestamps)),
    values: joined(parts.map(({ values }) => values)),
  }))
}

export interface RecordedMetrics {
  readonly signals: readonly RecordedSignal[]
  /** What was recorded at other times. */
  readonly history: readonly RecordedSignal[]
  /** Unix seconds. */
  readonly at: number
}

export interface DatedSides extends SignalSides {
  /** All rows of the signal's own recording before the incident. */
  readonly justBefore: Float64Array
}

/**
 * The rows of each signal before and during the incident, in the order of time. Gaps stay in
 * `during`, so that rows of two signals of one file can be matched.
 */
export function sidesOf({ signals, history, at }: RecordedMetrics): DatedSides[] {
  const past = new Map<string, RecordedSignal[]>()
  for (const one of history) {
    const known = past.get(keyOf(one))
    if (known) known.push(one)
    else past.set(keyOf(one), [one])
  }
  return signals.map((signal) => sideOf(signal, past.get(keyOf(signal)) ?? [], at))
}

function sideOf(signal: RecordedSignal, past: readonly RecordedSignal[], at: number): DatedSides {
  const step = stepOf(signal.timestamps)
  const end = at + Math.max(DURING_SECONDS, DURING_ROWS * step)
  // A row may stand for the step that begins with it: one that reaches into the incident is of it.
  const isBefore = (time: number) => time + step <= at
  const recent = valuesWhere(signal, (time) => isBefore(time) && time > at - BEFORE_SECONDS)
  const earlier = past.map((one) => valuesWhere(one, (time) => isBefore(time) || time > end))
  const all = joined([...earlier, valuesWhere(signal, isBefore)])
  return {
    service: signal.service,
    indicator: signal.indicator,
    before: recent.length >= BEFORE_ROWS ? recent : all,
    justBefore: valuesWhere(signal, isBefore),
    during: duringOf(signal, (time) => !isBefore(time) && time < end),
    history: past.length > 0 ? all : new Float64Array(0),
  }
}

function duringOf(
  { timestamps, values }: RecordedSignal,
  isWanted: (time: number) => boolean,
): Float64Array {
  const rows = Array.from(timestamps.keys()).filter((row) => isWanted(timestamps[row]!))
  rows.sort((a, b) => timestamps[a]! - timestamps[b]!)
  return Float64Array.from(rows, (row) => values[row]!)
}

function keyOf({ service, indicator }: RecordedSignal): string {
  return `${service}|${indicator}`
}

function valuesWhere(
  { timestamps, values }: RecordedSignal,
  isWanted: (time: number) => boolean,
): Float64Array {
  return values.filter((value, row) => !Number.isNaN(value) && isWanted(timestamps[row]!))
}

function joined(parts: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

/** Seconds between rows: the median distance of times that differ; 0 for fewer than two. */
function stepOf(timestamps: Float64Array): number {
  const sorted = timestamps.toSorted()
  const steps = sorted.slice(1).map((time, i) => time - sorted[i]!)
  const forward = steps.filter((one) => one > 0).sort()
  return forward[forward.length >> 1] ?? 0
}
