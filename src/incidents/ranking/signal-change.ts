import { finiteSorted, median } from '../../math/median.ts'
import { quantileSorted } from '../../math/quantile.ts'
import { badDirection, kindOf, weightOf, type IndicatorKind } from './indicator-kind.ts'

/** One indicator of one service before and during an incident. NaN is a gap. */
export interface SignalSides {
  readonly service: string
  readonly indicator: string
  /** The rows before the incident that say what is usual. */
  readonly before: Float64Array
  readonly during: Float64Array
  /** Hours of the same indicator, incidents of others inside; empty where there are none. */
  readonly history: Float64Array
}

export interface SignalChange {
  readonly service: string
  readonly indicator: string
  readonly kind: IndicatorKind
  /** Robust z towards what is bad, weighted by how much the kind of indicator says. */
  readonly strength: number
  readonly now: number
  readonly usual: number
}

/** Fewer values than these say nothing about what is usual. */
const MIN_BEFORE = 3
const MIN_HISTORY = 20
/** Least spread of an indicator, as a share of its level: smaller steps matter to nobody. */
const RELATIVE_FLOOR = 0.05
/** The same as a share of the high values, for what is near zero most of the time. */
const PEAK_FLOOR = 0.02
/** The same as a share of what other services have: a tiny service doubles quickly. */
const TYPICAL_FLOOR = 0.025
/** Fewer services than these do not tell what is typical. */
const MIN_SERVICES = 5
/** What rises from a constant zero: so many spreads. */
const FROM_ZERO = 100
const FARTHEST = 1e4
/** Symptoms can be extreme without saying more: traffic alone never names a cause. */
const MOST_OF_SYMPTOM = 15
/** From so many rows on the mean of the incident counts as much as its median: a burst is one, too. */
const MANY = 8

/** How far each indicator moved; those with too little data are left out. */
export function changesOf(sides: readonly SignalSides[]): SignalChange[] {
  const sorted = sides.map(({ before }) => finiteSorted(before))
  const typical = typicalLevels(sides, sorted)
  return sides.flatMap(
    (one, at) => changeOf(one, typical.get(one.indicator) ?? 0, sorted[at]) ?? [],
  )
}

/**
 * (now - median before) / spread, where now is the median of the incident (with the mean, where there
 * are many rows), so that neither a single spike nor a late alert decides. The spread is the largest
 * of the interquartile range / 1.349, a share of the level and of what is `typical` of other services,
 * and half of what 95 % of the history reach on that side. Free of units. (After the robust scorer of
 * Pham et al., BARO, FSE 2024, which takes the maximum of (x - median) / IQR.)
 */
export function changeOf(
  { service, indicator, before, during, history }: SignalSides,
  typical = 0,
  usualValues = finiteSorted(before),
): SignalChange | undefined {
  const values = finiteSorted(during)
  if (usualValues.length < MIN_BEFORE || values.length === 0) return undefined
  const kind = kindOf(indicator)
  const usual = quantileSorted(usualValues, 0.5)
  const now = levelOf(values)
  const direction = badDirection(kind)
  const spread = Math.max(
    spreadOf(usualValues, usual),
    reachOf(finiteSorted(history), direction),
    TYPICAL_FLOOR * typical,
    Math.abs(now - usual) / FARTHEST,
  )
  const z = spread > 0 ? (direction * (now - usual)) / spread : 0
  const weight = weightOf(indicator, kind)
  const far = z >= FARTHEST ? FROM_ZERO : z
  const strength = weight < 1 ? weight * Math.min(far, MOST_OF_SYMPTOM) : far
  return { service, indicator, kind, strength, now, usual }
}

/** The middle over services of what an indicator usually is. */
function typicalLevels(
  sides: readonly SignalSides[],
  sorted: readonly Float64Array[],
): Map<string, number> {
  const levels = new Map<string, number[]>()
  for (const [at, { indicator }] of sides.entries()) {
    const level = Math.abs(quantileSorted(sorted[at]!, 0.5))
    if (Number.isNaN(level)) continue
    const known = levels.get(indicator)
    if (known) known.push(level)
    else levels.set(indicator, [level])
  }
  return new Map(
    [...levels].flatMap(([indicator, all]) =>
      all.length < MIN_SERVICES ? [] : [[indicator, median(Float64Array.from(all))] as const],
    ),
  )
}

function levelOf(sorted: Float64Array): number {
  const middle = quantileSorted(sorted, 0.5)
  if (sorted.length < MANY) return middle
  return (middle + sorted.reduce((sum, value) => sum + value, 0) / sorted.length) / 2
}

function spreadOf(sorted: Float64Array, middle: number): number {
  const range = (quantileSorted(sorted, 0.75) - quantileSorted(sorted, 0.25)) / 1.349
  const peaks = Math.abs(quantileSorted(sorted, 0.95))
  return Math.max(range, RELATIVE_FLOOR * Math.abs(middle), PEAK_FLOOR * peaks)
}

/** Half the way from the median to where 2.5 % lie beyond, on the side that is bad. */
function reachOf(sorted: Float64Array, direction: 1 | -1): number {
  if (sorted.length < MIN_HISTORY) return 0
  const edge = quantileSorted(sorted, direction > 0 ? 0.975 : 0.025)
  return Math.abs(edge - quantileSorted(sorted, 0.5)) / 2
}
