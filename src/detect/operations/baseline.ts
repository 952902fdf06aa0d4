/**
 * What is usual for one operation, by hour of the week: a place for each of the 168 hours, for each
 * of the 24 hours of any day, and for all hours together, because the finer ones need weeks. Hours
 * are UTC. Each place holds the numbers of FIELDS; older hours fade, by half in four weeks.
 */
export type Baseline = Float32Array

const FIELDS = [
  /** The last hour that went in, in hours since 1970, up to which the weights have faded. */
  'hour',
  /** Hours that went in, faded; then their mean calls a minute, and failures by calls. */
  'weight',
  'rate',
  'failures',
  'failureSquares',
  /** Mean and sum of squared deviations of the ln of each hour's median, 95th and 99th percentile. */
  'p50',
  'p50Squares',
  'p95Weight',
  'p95',
  'p95Squares',
  'p99Weight',
  'p99',
  'p99Squares',
  /** Variance of the ln median from minute to minute, beyond what few calls explain. */
  'minutes',
] as const
type Field = (typeof FIELDS)[number]
const AT = Object.fromEntries(FIELDS.map((field, i) => [field, i])) as Readonly<
  Record<Field, number>
>

/** Numbers of one place, and places of an operation. */
export const PLACE_LENGTH = FIELDS.length
export const PLACES = 168 + 24 + 1
/** For each quantile how many hours were foretold, faded, and the sum of squared errors of the ln. */
const ERRORS_AT = PLACES * PLACE_LENGTH
const QUANTILES = ['p50', 'p95', 'p99'] as const
type Quantile = (typeof QUANTILES)[number]
/** 10,832 bytes an operation. */
export const BASELINE_LENGTH = ERRORS_AT + 2 * QUANTILES.length

const HALF_LIFE_HOURS = 4 * 168
/** 1970 began on a Thursday; weeks here begin on Monday. */
const HOURS_TO_MONDAY = 72
/** An hour that is farther off teaches no more than one so many deviations away. */
const MOST_DEVIATIONS = 3
/** Hours of which an outlier can be told. */
const HOURS_FOR_OUTLIERS = 5
/** Hours differ by a twentieth for no reason. */
const LEAST_SPREAD = 0.05

/** One hour of an operation; quantiles in milliseconds, NaN where there were too few calls. */
export interface HourOfCalls {
  /** Hours since 1970. */
  readonly hour: number
  /** Minutes of the hour that were listened to. */
  readonly minutes: number
  readonly calls: number
  readonly failures: number
  readonly p50: number
  readonly p95: number
  readonly p99: number
  readonly minuteVariance: number
}

/** Learns an hour, which must not be older than the last one. */
export function learnHour(baseline: Baseline, hour: HourOfCalls): void {
  learnErrors(baseline, hour)
  for (const place of placesOf(hour.hour)) learnAt(placeIn(baseline, place), hour)
}

/** How far off what was usual has been: the error of a forecast, of which there are many soon. */
function learnErrors(baseline: Baseline, hour: HourOfCalls): void {
  const last = placeIn(baseline, PLACES - 1)[AT.hour]!
  const left = 0.5 ** ((hour.hour - last) / HALF_LIFE_HOURS)
  const usual = usualAt(baseline, hour.hour)
  QUANTILES.forEach((name, i) => {
    const at = ERRORS_AT + 2 * i
    const past = usual?.[name]
    if (past === undefined || Number.isNaN(hour[name])) return
    const spread = Math.sqrt(baseline[at + 1]! / Math.max(1, baseline[at]!))
    const most =
      baseline[at]! > HOURS_FOR_OUTLIERS
        ? MOST_DEVIATIONS * Math.max(LEAST_SPREAD, spread)
        : Infinity
    const error = Math.min(most, Math.abs(Math.log(hour[name]) - past.ln))
    baseline[at] = baseline[at]! * left + 1
    baseline[at + 1] = baseline[at + 1]! * left + error * error
  })
}

/** Number of the hour in its week, 0 = Monday from midnight UTC. */
export function hourOfWeek(hour: number): number {
  return (hour + HOURS_TO_MONDAY) % 168
}

/** The finest place first. */
function placesOf(hour: number): [number, number, number] {
  return [hourOfWeek(hour), 168 + (hour % 24), 192]
}

function placeIn(baseline: Baseline, place: number): Float32Array {
  return baseline.subarray(place * PLACE_LENGTH, (place + 1) * PLACE_LENGTH)
}

function learnAt(place: Float32Array, hour: HourOfCalls): void {
  fade(place, hour.hour)
  const weight = ++place[AT.weight]!
  const towards = (field: Field, value: number) => {
    place[AT[field]]! += (value - place[AT[field]]!) / weight
  }
  towards('rate', hour.calls / hour.minutes)
  towards('minutes', hour.minuteVariance)
  const share = hour.failures / hour.calls
  const before = place[AT.failures]!
  towards('failures', share)
  place[AT.failureSquares]! += (share - before) * (share - place[AT.failures]!)
  learnQuantile(place, { weight, at: AT.p50 }, Math.log(hour.p50))
  for (const [name, value] of [
    ['p95', hour.p95],
    ['p99', hour.p99],
  ] as const) {
    if (Number.isNaN(value)) continue
    const of = ++place[AT[`${name}Weight`]]!
    learnQuantile(place, { weight: of, at: AT[name] }, Math.log(value))
  }
}

/** Welford's running mean and squares (1962), with what lies too far off drawn in. */
function learnQuantile(
  place: Float32Array,
  { weight, at }: { weight: number; at: number },
  value: number,
): void {
  const mean = place[at]!
  let distance = value - mean
  if (weight > HOURS_FOR_OUTLIERS) {
    const spread = Math.max(LEAST_SPREAD, Math.sqrt(Math.max(0, place[at + 1]!) / (weight - 2)))
    const most = MOST_DEVIATIONS * spread
    distance = Math.max(-most, Math.min(most, distance))
  }
  place[at]! += distance / weight
  place[at + 1]! += distance * (mean + distance - place[at]!)
}

function fade(place: Float32Array, hour: number): void {
  const passed = hour - place[AT.hour]!
  place[AT.hour] = hour
  if (place[AT.weight] === 0) return
  const left = 0.5 ** (passed / HALF_LIFE_HOURS)
  for (const field of [
    'weight',
    'failureSquares',
    'p50Squares',
    'p95Weight',
    'p95Squares',
    'p99Weight',
    'p99Squares',
  ] as const)
    place[AT[field]]! *= left
}

/** A quantile as it usually is: the mean of its ln over the hours, and their deviation. */
export interface UsualQuantile {
  readonly ln: number
  /** Of the hours of its place alone; there may be three of them. */
  readonly deviation: number
  /** Hours that it is known from, faded. */
  readonly hours: number
  /** Root mean square of ln errors when hours of the operation were foretold so; NaN before any. */
  readonly error: number
  /** Hours that were foretold, faded. */
  readonly foretold: number
}

export interface Usual {
  readonly basis: 'hour_of_week' | 'hour_of_day' | 'all_hours'
  readonly hours: number
  /** Calls a minute. */
  readonly rate: number
  readonly failures: UsualShare
  readonly p50: UsualQuantile
  readonly p95: UsualQuantile | undefined
  readonly p99: UsualQuantile | undefined
  readonly minuteVariance: number
}

interface UsualShare {
  readonly mean: number
  readonly deviation: number
}

/** Fewer hours than this tell no deviation. */
const FEWEST_HOURS = 3
/** All hours together say what is usual only when they are of a whole day. */
const FEWEST_OF_ALL = 24

/** What is usual at an hour (since 1970), by the finest place that knows enough; else undefined. */
export function usualAt(baseline: Baseline, hour: number): Usual | undefined {
  const [week, day, all] = placesOf(hour)
  return (
    usualIn(baseline, { place: week, basis: 'hour_of_week', least: FEWEST_HOURS }) ??
    usualIn(baseline, { place: day, basis: 'hour_of_day', least: FEWEST_HOURS }) ??
    usualIn(baseline, { place: all, basis: 'all_hours', least: FEWEST_OF_ALL })
  )
}

/** What is known of one of the 168 hours alone, however little; undefined when nothing is. */
export function knownOfHour(baseline: Baseline, hour: number): Usual | undefined {
  return usualIn(baseline, { place: hour, basis: 'hour_of_week', least: Number.MIN_VALUE })
}

function usualIn(
  baseline: Baseline,
  { place: number, basis, least }: { place: number; basis: Usual['basis']; least: number },
): Usual | undefined {
  const place = placeIn(baseline, number)
  const hours = place[AT.weight]!
  // Weights fade between two hours, and three hours of three weeks should still be three.
  if (hours < least * 0.75) return undefined
  const quantile = (name: Quantile, weight: number): UsualQuantile | undefined => {
    if (weight < least * 0.75 || weight === 0) return undefined
    const errorsAt = ERRORS_AT + 2 * QUANTILES.indexOf(name)
    const foretold = baseline[errorsAt]!
    return {
      ln: place[AT[name]]!,
      deviation: deviationOf(place[AT[name] + 1]!, weight),
      hours: weight,
      error: Math.sqrt(baseline[errorsAt + 1]! / foretold),
      foretold,
    }
  }
  return {
    basis,
    hours,
    rate: place[AT.rate]!,
    failures: {
      mean: place[AT.failures]!,
      deviation: deviationOf(place[AT.failureSquares]!, hours),
    },
    p50: quantile('p50', hours)!,
    p95: quantile('p95', place[AT.p95Weight]!),
    p99: quantile('p99', place[AT.p99Weight]!),
    minuteVariance: place[AT.minutes]!,
  }
}

function deviationOf(squares: number, weight: number): number {
  return weight > 1 ? Math.sqrt(Math.max(0, squares) / (weight - 1)) : 0
}
