import { autocorrelationTime } from '../../../math/autocorrelation-time.ts'
import { median, medianAbsoluteDeviation } from '../../../math/median.ts'
import { FINEST, residualOf, strongestPulse, type Pulse } from './pulse.ts'
import { fitRamp, type Ramp } from './ramp.ts'
import { findSeason } from './season.ts'

/** Without this many blocks a course is not told from noise. */
const FEWEST_BLOCKS = 8
const MOST_CHANGES = 3
/** Beyond this probability a change is kept for the test over all operations; others are noise. */
const KEPT = -3
/** Wandering below this is noise, and not worth the search for a period. */
const WANDERING = 1.6
/** Single blocks are drawn in to this many deviations, so that one cannot make a course. */
const DRAWN_IN = 6

/** What the blocks of a subject do over time, in logs. */
export interface Course {
  /** The usual value at each block: base, period, ramp and lasting shifts, without passing ones. */
  readonly expected: Float64Array
  readonly changes: readonly Change[]
  /** Tests that were made, for the correction over all of them. */
  readonly tests: number
  /** Blocks that say as much as one independent one. */
  readonly correlation: number
}

/** A stretch [from, to) of blocks that differs from what is usual there. */
export interface Change {
  readonly kind: 'pulse' | 'shift' | 'ramp'
  readonly from: number
  readonly to: number
  readonly height: number
  /** The usual value there without this change. */
  readonly usual: number
  readonly log10P: number
}

interface Shape {
  readonly pulses: readonly Pulse[]
  readonly ramp: Ramp | undefined
  /** Bayes' information criterion: the smaller, the better the shape explains the blocks. */
  readonly bic: number
  readonly left: Float64Array
}

/**
 * Describes block values (logs) at `places` (0…1, ascending) as a level with passing or lasting
 * changes, as a ramp, or as a period; whichever explains them best. Changes are looked for in what
 * the period leaves.
 */
export function describeCourse(values: Float64Array, places: Float64Array): Course {
  const base = median(values)
  if (values.length < FEWEST_BLOCKS) {
    return { expected: values.map(() => base), changes: [], tests: 0, correlation: 1 }
  }
  const calm = drawnIn(values, base)
  const shape = bestShape(calm, places)
  const season = seasonBetterThan(shape, calm, places)
  if (season === undefined) return courseOf(calm, shape, undefined)
  const steady = calm.map((value, i) => value - season[i]!)
  return courseOf(calm, bestShape(steady, places), season)
}

function drawnIn(values: Float64Array, base: number): Float64Array {
  const reach = DRAWN_IN * Math.max(medianAbsoluteDeviation(values, base), 2.5 * FINEST)
  return values.map((value) => Math.min(base + reach, Math.max(base - reach, value)))
}

function bestShape(values: Float64Array, places: Float64Array): Shape {
  const peeled = peel(values)
  const ramp = fitRamp(values, places)
  if (ramp === undefined || ramp.log10P > KEPT) return peeled
  const left = values.map((value, i) => value - ramp.fitted[i]!)
  if (bicOf(left, 3) >= peeled.bic) return peeled
  return { ...peel(left), ramp, bic: bicOf(left, 3) }
}

/** Takes off the strongest pulse, then the next, while they are more than noise. */
function peel(values: Float64Array): Shape {
  const left = values.slice()
  const pulses: Pulse[] = []
  while (pulses.length < MOST_CHANGES) {
    const pulse = strongestPulse(left)
    if (pulse === undefined || pulse.log10P > KEPT) break
    const change = reachesStart(pulse, left.length)
    for (let i = change.from; i < change.to; i++) left[i]! -= change.height
    pulses.push(change)
  }
  return { pulses, ramp: undefined, bic: bicOf(left, 1 + 3 * pulses.length), left }
}

/**
 * A stretch at the start that is higher has passed; one that is lower was the usual level until the
 * rest rose, and a longer one was the usual level until the rest fell.
 */
function reachesStart(pulse: Pulse, length: number): Pulse {
  if (pulse.from > 0 || pulse.height > 0) return pulse
  return { ...pulse, from: pulse.to, to: length, height: -pulse.height }
}

function seasonBetterThan(
  shape: Shape,
  values: Float64Array,
  places: Float64Array,
): Float64Array | undefined {
  if (autocorrelationTime(values) < WANDERING) return undefined
  const season = findSeason(values, places)
  if (season === undefined) return undefined
  const parameters = 3 + 2 * season.harmonics
  return bicOfResidual(season.residual, values.length, parameters) < shape.bic
    ? season.periodic
    : undefined
}

function bicOf(left: Float64Array, parameters: number): number {
  const floor = left.length * FINEST * FINEST
  return bicOfResidual(residualOf(left) - floor, left.length, parameters)
}

function bicOfResidual(residual: number, length: number, parameters: number): number {
  const variance = residual / length + FINEST * FINEST
  return length * Math.log(variance) + parameters * Math.log(length)
}

function courseOf(
  values: Float64Array,
  { pulses, ramp, left }: Shape,
  season: Float64Array | undefined,
): Course {
  const base = median(left)
  const expected = new Float64Array(values.length).fill(base)
  for (let i = 0; i < expected.length; i++) {
    expected[i]! += (season?.[i] ?? 0) + (ramp?.fitted[i] ?? 0)
  }
  const changes: Change[] = []
  if (ramp !== undefined) {
    const { height, log10P } = ramp
    const usual = expected[0]!
    changes.push({ kind: 'ramp', from: 0, to: values.length, height, usual, log10P })
  }
  const lasting = pulses.filter(({ to }) => to === values.length)
  for (const { from, to, height } of lasting) {
    for (let i = from; i < to; i++) expected[i]! += height
  }
  for (const pulse of pulses) {
    const lasts = pulse.to === values.length
    const level = median(expected.subarray(pulse.from, pulse.to))
    const usual = lasts ? level - pulse.height : level
    changes.push({ ...pulse, usual, kind: lasts ? 'shift' : 'pulse' })
  }
  return { expected, changes, tests: 2, correlation: autocorrelationTime(left) }
}
