import { logGamma } from '../../../math/incomplete-beta.ts'
import { studentTail } from '../../../math/student-tail.ts'
import type { Stratum } from './attribute-counts.ts'

export interface Association {
  /** Two-sided p that odd spans have the attribute no more and no less often than others. */
  readonly p: number
  readonly riskRatio: number
  readonly inside: number
  readonly oddInside: number
  readonly shareInside: number
  readonly shareOutside: number
}

/** Fewer spans with the attribute, or fewer odd ones among them, are no evidence. */
const FEWEST_SPANS = 20
const FEWEST_ODD = 5
/** Below this many expected odd spans the normal distribution is not good enough for the test. */
const FEW_EXPECTED = 5
/** Degrees of freedom that stand for the normal distribution. */
const NORMAL = 1e6
/** Spans that a ratio of nothing to something is held against. */
const HALF = 0.5

/**
 * Whether an attribute goes with being odd, operation by operation, so that one that only some
 * operations have is not accused for these: Mantel & Haenszel (1959), with continuity correction,
 * and their ratio of risks; Fisher's exact test where one operation has few. undefined where there
 * is too little to test, or every span of these operations has it.
 */
export function associationOf(strata: readonly Stratum[]): Association | undefined {
  const mixed = strata.filter(({ outside }) => outside > 0)
  const sum = (of: (one: Stratum) => number) => mixed.reduce((all, one) => all + of(one), 0)
  const inside = sum((one) => one.inside)
  const oddInside = sum((one) => one.oddInside)
  const outside = sum((one) => one.outside)
  if (inside < FEWEST_SPANS || oddInside < FEWEST_ODD || outside < FEWEST_SPANS) return undefined
  const expected = sum((one) => (one.inside * oddOf(one)) / sizeOf(one))
  const variance = sum((one) => {
    const size = sizeOf(one)
    const calm = size - oddOf(one)
    return (one.inside * one.outside * oddOf(one) * calm) / (size * size * (size - 1))
  })
  const difference = Math.max(0, Math.abs(oddInside - expected) - 0.5)
  const byNormal = variance > 0 ? studentTail(difference / Math.sqrt(variance), NORMAL) : 1
  const [only] = mixed
  const p = mixed.length === 1 && expected < FEW_EXPECTED ? fisher(only!) : byNormal
  const over = sum((one) => (one.oddInside * one.outside) / sizeOf(one))
  const under = sum((one) => (one.oddOutside * one.inside) / sizeOf(one))
  const least = (HALF * inside) / (inside + outside)
  return {
    p,
    riskRatio: over / Math.max(under, least),
    inside,
    oddInside,
    shareInside: oddInside / inside,
    shareOutside: sum((one) => one.oddOutside) / outside,
  }
}

function sizeOf({ inside, outside }: Stratum): number {
  return inside + outside
}

function oddOf({ oddInside, oddOutside }: Stratum): number {
  return oddInside + oddOutside
}

/** Twice the probability of at least so many odd spans inside, all margins given. */
function fisher(stratum: Stratum): number {
  const { inside, oddInside } = stratum
  const [size, odd] = [sizeOf(stratum), oddOf(stratum)]
  const all = logChoose(size, odd)
  let tail = 0
  for (let k = oddInside; k <= Math.min(inside, odd); k++)
    tail += Math.exp(logChoose(inside, k) + logChoose(size - inside, odd - k) - all)
  return Math.min(1, 2 * tail)
}

function logChoose(n: number, k: number): number {
  return k < 0 || k > n ? -Infinity : logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1)
}
