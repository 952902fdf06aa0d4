import { autocorrelationTime } from '../../../math/autocorrelation-time.ts'
import { median, medianAbsoluteDeviation } from '../../../math/median.ts'
import { FINEST, residualOf, strongestPulse, UNLIKELY, type Pulse } from './pulse.ts'
import { fitParabola, fitRamp, type Ramp } from './ramp.ts'
import { findSeason } from './season.ts'

/** Without this many blocks a course is not told from noise. */
const FEWEST_BLOCKS = 8
const MOST_CHANGES = 3
/** Wandering below this is noise, and not worth the search for a period. */
const WANDERING = 1.6
/** Single blocks are drawn in to this many deviations, so that one cannot make a course. */
const DRAWN_IN = 6
/** So many blocks beside each other are still single ones. */
const FEW = 2

/** What the blocks of a subject do over time, in logs. */
export interface Course {
  /** The usual value at each block: base, period, ramp and lasting shifts, without passing ones. */
  readonly expected: Float64Array
  readonly changes: readonly Change[]
  /** Tests that were made, for the correction over all of them. */
  readonly tests: number
  /** Blocks that say as much as one independent one. */
  readonly correlation: number
  /** The same value is usual everywhere. */
  readonly isLevel: boolean
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
    const expected = new Float64Array(values.length).fill(base)
    return { expected, changes: [], tests: 0, correlation: 1, isLevel: true }
  }
  const calm = drawnIn(values, base)
  const { shape, season } = explain(calm, places)
  if (season === undefined && shape.pulses.length === 0 && shape.ramp === undefined) {
    return {
      expected: new Float64Array(values.length).fill(base),
      changes: [],
      tests: 2,
      correlation: autocorrelationTime(calm),
      isLevel: true,
    }
  }
  return courseOf(values, shape, season)
}

/** Draws in what a few blocks alone do; a level that lasts keeps its height, however far it is. */
function drawnIn(values: Float64Array, base: number): Float64Array {
  const reach = DRAWN_IN * Math.max(medianAbsoluteDeviation(values, base), 2.5 * FINEST)
  return values.map((value, i) => {
    if (Math.abs(value - base) <= reach) return value
    const around = median(values.slice(Math.max(0, i - FEW), i + FEW + 1))
    return Math.min(Math.max(base, around) + reach, Math.max(Math.min(base, around) - reach, value))
  })
}

function bestShape(values: Float64Array, places: Float64Array): Shape {
  const peeled = peel(values)
  const ramp = fitRamp(values, places)
  if (ramp === undefined) return peeled
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
    if (pulse === undefined || pulse.log10P > UNLIKELY) break
    const change = asPassed(pulse, left.length)
    for (let i = change.from; i < change.to; i++) left[i]! -= change.height
    pulses.push(change)
  }
  const edges = pulses.reduce((sum, { from, to }) => sum + edgesOf(from, to, left.length), 0)
  return { pulses, ramp: undefined, bic: bicOf(left, 1 + pulses.length + edges), left }
}

/** A higher level that only the first, shorter part has is no lasting fall: it has passed. */
function asPassed(pulse: Pulse, length: number): Pulse {
  const { from, to, height } = pulse
  if (to < length || height > 0 || from > length / 2) return pulse
  return { ...pulse, from: 0, to: from, height: -height }
}

function edgesOf(from: number, to: number, length: number): number {
  return (from > 0 ? 1 : 0) + (to < length ? 1 : 0)
}

interface Explanation {
  readonly shape: Shape
  readonly season: Float64Array | undefined
  readonly bic: number
}

/**
 * Changes alone, or a period and the changes beside it. Either hides the other: a high burst drowns
 * the period, and a period not yet known makes every change look like chance. So the period is looked
 * for in the values as they are, without their strongest stretch and without their parabola.
 */
function explain(values: Float64Array, places: Float64Array): Explanation {
  const shape = bestShape(values, places)
  let best: Explanation = { shape, season: undefined, bic: shape.bic }
  if (autocorrelationTime(values) < WANDERING) return best
  for (const rest of [values, withoutPulse(values), withoutParabola(values, places)]) {
    const found = withSeason(values, rest, places)
    if (found !== undefined && found.bic < best.bic) best = found
  }
  return best
}

/** A period of the rest, the changes beside it, then the period again of what these leave. */
function withSeason(
  values: Float64Array,
  rest: Float64Array,
  places: Float64Array,
): Explanation | undefined {
  const rough = findSeason(rest, places)
  if (rough === undefined) return undefined
  const first = bestShape(less(values, rough.periodic), places)
  const isChanged = first.pulses.length > 0 || first.ramp !== undefined
  // What the changes leave, and the period that was taken off before.
  const without = first.left.map((value, i) => value + rough.periodic[i]!)
  const season = (isChanged ? findSeason(without, places) : undefined) ?? rough
  const shape = season === rough ? first : bestShape(less(values, season.periodic), places)
  const extra = (1 + 2 * season.harmonics) * Math.log(values.length)
  return { shape, season: season.periodic, bic: shape.bic + extra }
}

function withoutPulse(values: Float64Array): Float64Array {
  const pulse = strongestPulse(values)
  if (pulse === undefined) return values
  const { from, to, height } = pulse
  return values.map((value, i) => (i >= from && i < to ? value - height : value))
}

function withoutParabola(values: Float64Array, places: Float64Array): Float64Array {
  return less(values, fitParabola(values, places))
}

function less(values: Float64Array, others: Float64Array): Float64Array {
  return values.map((value, i) => value - others[i]!)
}

function bicOf(left: Float64Array, parameters: number): number {
  const floor = left.length * FINEST * FINEST
  return bicOfResidual(residualOf(left) - floor, left.length, parameters)
}

function bicOfResidual(residual: number, length: number, parameters: number): number {
  const variance = residual / length + FINEST * FINEST
  return length * Math.log(variance) + parameters * Math.log(length)
}

/** Levels are taken from the values as they are, not drawn in, now that the stretches are known. */
function courseOf(
  values: Float64Array,
  { pulses, ramp, left }: Shape,
  season: Float64Array | undefined,
): Course {
  const steady = values.map((value, i) => value - (season?.[i] ?? 0) - (ramp?.fitted[i] ?? 0))
  const base = median(steady.filter((_, i) => !pulses.some(({ from, to }) => i >= from && i < to)))
  const expected = values.map((value, i) => base + value - steady[i]!)
  const changes: Change[] = []
  if (ramp !== undefined) {
    const { height, log10P } = ramp
    changes.push({
      kind: 'ramp',
      from: 0,
      to: values.length,
      height,
      usual: expected[0]!,
      log10P,
    })
  }
  // Lasting changes first, in time, so that what is usual later includes them.
  const lasting = pulses.filter(({ to }) => to === values.length).sort((a, b) => a.from - b.from)
  const passing = pulses.filter(({ to }) => to < values.length)
  for (const [i, { from, to, log10P }] of lasting.entries()) {
    const until = lasting[i + 1]?.from ?? to
    const usual = median(expected.subarray(from, until))
    const height = median(
      values.subarray(from, until).map((value, j) => value - expected[from + j]!),
    )
    changes.push({ kind: 'shift', from, to, height, usual, log10P })
    for (let j = from; j < to; j++) expected[j]! += height
  }
  for (const { from, to, log10P } of passing) {
    const usual = median(expected.subarray(from, to))
    const height = median(values.subarray(from, to).map((value, j) => value - expected[from + j]!))
    changes.push({ kind: 'pulse', from, to, height, usual, log10P })
  }
  return { expected, changes, tests: 2, correlation: autocorrelationTime(left), isLevel: false }
}
