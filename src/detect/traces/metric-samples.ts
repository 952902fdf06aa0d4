import { namesOf, sizeOf, type Operations } from './operations.ts'
import { subjectOf, type Subject } from './subject.ts'

/** Rows that are looked at to recognise samples, spread evenly. */
const MOST_PROBED = 200
const LEAST_SHARE = 0.95
/** A trace id made of a name and the time of a sample, unix seconds: "api_1700000285". */
const TIMED_ID = /[^0-9.](\d{9,10}(?:\.\d+)?)$/
/** Times without an offset are off by a whole number of quarters of an hour, at most 15 hours. */
const ZONE_STEP = 900
const WIDEST_ZONE = 15 * 3600
/** Names of counters in the exposition format: what matters is how fast they grow. */
const COUNTER_NAME = /_(total|count|sum|bucket)$/
/** Times go forward inside of a series; a shuffled list turns back every second row. */
const FEWEST_PER_SERIES = 5

/**
 * Whether the rows are samples of Prometheus in the clothes of traces: each trace id ends in the
 * time of its row, which no tracer writes.
 */
export function areMetricSamples({ columns, rows }: Operations): boolean {
  if (rows.length === 0 || columns.span.length > 0) return false
  const step = Math.max(1, Math.floor(rows.length / MOST_PROBED))
  let probed = 0
  let timed = 0
  for (let i = 0; i < rows.length; i += step) {
    probed++
    const id = TIMED_ID.exec(columns.traceIdOf(rows[i]!))
    if (id !== null && isZoneShift(columns.timestamp[rows[i]!]! - Number(id[1]))) timed++
  }
  return timed >= LEAST_SHARE * probed
}

function isZoneShift(seconds: number): boolean {
  const nearest = Math.round(seconds / ZONE_STEP) * ZONE_STEP
  return Math.abs(seconds) <= WIDEST_ZONE && Math.abs(seconds - nearest) < 0.01
}

/** The usual window of a rate, and the script's factor from seconds to milliseconds. */
const USUAL_WINDOW_SECONDS = 300
const PER_SECOND = 1000
const FEW_EVENTS = 10
const SOMETIMES_ZERO = 0.1

/**
 * Whether the series is a rate of rare events: at rest now and then, and never more than a handful in
 * the usual window. One event more or less is then a jump of the whole series, and says nothing.
 */
function isRareEvents({ values }: Subject): boolean {
  const zeros = values.reduce((count, value) => count + (value === 0 ? 1 : 0), 0)
  const highest = values.reduce((most, value) => Math.max(most, value), 0)
  const events = (highest / PER_SECOND) * USUAL_WINDOW_SECONDS
  return zeros >= SOMETIMES_ZERO * values.length && events > 0 && events < FEW_EVENTS
}

export interface MetricSeries {
  readonly subjects: readonly Subject[]
  readonly warnings: string[]
}

/**
 * The samples as one subject a series. Series of one name that were sent one after the other are
 * told apart where time turns back; samples sent time by time, by their place at each time; and
 * when neither fits, what is judged is the median and the highest of each time.
 */
export function metricSubjects(operations: Operations): MetricSeries {
  const subjects: Subject[] = []
  const counters = new Set<string>()
  let parted = 0
  let merged = 0
  let rare = 0
  for (let g = 0; g < operations.count; g++) {
    const split = splitOperation(operations, g)
    if (split.merged) merged++
    else if (split.subjects.length > 1) parted++
    for (const subject of split.subjects) {
      if (COUNTER_NAME.test(subject.operation)) {
        counters.add(subject.operation)
        subjects.push(increasesOf(subject))
      } else if (isRareEvents(subject)) rare++
      else subjects.push(subject)
    }
  }
  const warnings: string[] = []
  if (parted > 0) {
    warnings.push(
      `several series share a name and its times (rate() drops the metric's name): they were told apart by their order and are numbered as they came (names: ${parted})`,
    )
  }
  if (merged > 0) {
    warnings.push(
      `several series share a name and could not be told apart: the median and the highest value of each time were judged instead (names: ${merged})`,
    )
  }
  if (rare > 0) {
    warnings.push(
      `${rare} series look like rates of fewer than ${FEW_EVENTS} events in ${USUAL_WINDOW_SECONDS / 60} minutes and were not judged: one event more or less says nothing`,
    )
  }
  if (counters.size > 0) {
    warnings.push(
      `${[...counters].slice(0, 5).join(', ')}: counters, so their increases were judged, not their values`,
    )
  }
  return { subjects, warnings }
}

function splitOperation(operations: Operations, g: number) {
  const from = operations.offsets[g]!
  const times = operations.times.subarray(from, from + sizeOf(operations, g))
  const seriesOf = seriesByRuns(times) ?? seriesByPlace(times)
  if (seriesOf === undefined) return { merged: true, subjects: mergedSubjects(operations, g) }
  const places = Array.from({ length: seriesOf.count }, () => [] as number[])
  seriesOf.ids.forEach((series, i) => places[series]!.push(from + i))
  const subjects = places.map((members, i) =>
    seriesSubject(operations, g, {
      places: members,
      values: members.map((place) => operations.durations[place]!),
      label: places.length > 1 ? ` (series ${i + 1} of ${places.length})` : '',
    }),
  )
  return { merged: false, subjects }
}

interface SeriesNumbers {
  readonly ids: Uint32Array
  readonly count: number
}

function seriesByRuns(times: Float64Array): SeriesNumbers | undefined {
  const ids = new Uint32Array(times.length)
  let series = 0
  for (let i = 1; i < times.length; i++) {
    if (!(times[i]! > times[i - 1]!)) series++
    ids[i] = series
  }
  const count = series + 1
  return count === 1 || times.length / count >= FEWEST_PER_SERIES ? { ids, count } : undefined
}

function seriesByPlace(times: Float64Array): SeriesNumbers | undefined {
  const ids = new Uint32Array(times.length)
  let width = 0
  let place = 0
  for (let i = 1; i < times.length; i++) {
    if (times[i]! < times[i - 1]!) return undefined
    if (times[i] === times[i - 1]) place++
    else {
      if (width > 0 && place + 1 !== width) return undefined
      width = place + 1
      place = 0
    }
    ids[i] = place
  }
  return width === place + 1 ? { ids, count: width } : undefined
}

function mergedSubjects(operations: Operations, g: number): Subject[] {
  const byTime = new Map<number, number[]>()
  for (let place = operations.offsets[g]!; place < operations.offsets[g + 1]!; place++) {
    const time = operations.times[place]!
    const known = byTime.get(time)
    if (known === undefined) byTime.set(time, [place])
    else known.push(place)
  }
  const groups = [...byTime.keys()].sort((a, b) => a - b).map((time) => byTime.get(time)!)
  for (const group of groups) {
    group.sort((a, b) => operations.durations[a]! - operations.durations[b]!)
  }
  return (
    [
      [0.5, ' (median of its series)'],
      [1, ' (highest of its series)'],
    ] as const
  ).map(([p, label]) => {
    const places = groups.map((group) => group[Math.floor((group.length - 1) * p)]!)
    const values = places.map((place) => operations.durations[place]!)
    return seriesSubject(operations, g, { places, values, label })
  })
}

function seriesSubject(
  operations: Operations,
  g: number,
  {
    places,
    values,
    label,
  }: { places: readonly number[]; values: readonly number[]; label: string },
): Subject {
  return subjectOf({
    ...namesOf(operations, g),
    series: label,
    rows: Uint32Array.from(places, (place) => operations.rows[place]!),
    values: Float64Array.from(values),
    times: Float64Array.from(places, (place) => operations.times[place]!),
    failed: Uint8Array.from(places, (place) => operations.failed[place]!),
    isMetric: true,
    isPool: false,
  })
}

/** The growth from sample to sample; a counter that fell was reset and grew to what it is. */
function increasesOf(subject: Subject): Subject {
  const order = Array.from(subject.times, (_, i) => i).sort(
    (a, b) => subject.times[a]! - subject.times[b]!,
  )
  const later = order.slice(1)
  const increases = later.map((at, i) => {
    const before = subject.values[order[i]!]!
    return subject.values[at]! >= before ? subject.values[at]! - before : subject.values[at]!
  })
  return subjectOf({
    ...subject,
    rows: Uint32Array.from(later, (i) => subject.rows[i]!),
    values: Float64Array.from(increases),
    times: Float64Array.from(later, (i) => subject.times[i]!),
    failed: Uint8Array.from(later, (i) => subject.failed[i]!),
  })
}
