import type { EvidenceByService, Term } from './evidence.ts'
import type { SignalChange } from './signal-change.ts'

/** One service that may be the cause. */
interface RankedCause {
  readonly service: string
  /** 0…1: how likely it is this one. */
  readonly score: number
  /** Indicators of the service that moved, the strongest first. */
  readonly indicators: readonly { readonly name: string; readonly score: number }[]
  readonly reasons: readonly string[]
  /** The sum of all evidence, -log10 of a tail probability. */
  readonly total: number
  /** The part of it that makes us sure. */
  readonly sure: number
}

export interface Ranking {
  readonly causes: readonly RankedCause[]
  readonly inconclusive: boolean
}

export interface RankedEvidence {
  readonly terms: ReadonlyMap<Term, EvidenceByService>
  readonly changes: readonly SignalChange[]
  /** What strength of a term 5 % of the services reach when they are not the cause; 2 where not given. */
  readonly scales?: Partial<Record<Term, number>>
}

/** A strength of 2 is never rare. */
const LEAST_SCALE = 2
/** -log10 of 5 %: the tail at the scale. */
const AT_SCALE = 1.3
/** Beyond this only the logarithm of a strength counts: no single term outweighs all others. */
const PLAIN = 10
/** Evidence at which a cause is as likely as not. */
const LEAST_SURE = 4
/**
 * What calls do differently comes in bursts (a session that fails makes many calls) and is found by
 * looking at hundreds of operations: it ranks in full, but only so much of it makes us sure.
 */
const BURSTY: ReadonlySet<Term> = new Set<Term>(['shape', 'stops', 'logs'])
const SURE_OF_BURSTY = 0.25
/** How fast the chance grows with the evidence, and with the lead. */
const STEEPNESS = 3
/** A cause that is less likely than this is not named. */
const NAMED = 0.45
const MAX_CAUSES = 20
const MAX_INDICATORS = 10
const LEAST_INDICATOR = 1
/** One in ten such parts is chance. */
const LEAST_REASON = 1
/**
 * Where memory and CPU of a service both jump, memory is told first: allocating costs CPU, computing
 * does not cost memory. A memory that grew by half is a jump.
 */
const CLEAR = 10
const JUST_ABOVE = 1.01

/**
 * Adds up what the terms say of each service: an exponential tail that is 5 % at the scale of the term,
 * as -log10. The score of a service is the chance that there is a cause at all times its part of the
 * evidence, so that scores add up to at most 1; inconclusive when the first does not reach `NAMED`.
 */
export function rankCauses(evidence: RankedEvidence): Ranking {
  const bySignal = Map.groupBy(evidence.changes, ({ service }) => service)
  const ranked = [...totalsOf(evidence)].sort(
    ([a, x], [b, y]) => y.total - x.total || (a < b ? -1 : 1),
  )
  const all = ranked.reduce((sum, [, { total }]) => sum + total ** STEEPNESS, 0)
  const isAny = chanceOf(ranked[0]?.[1].sure ?? 0)
  const causes = ranked.slice(0, MAX_CAUSES).map(([service, { total, sure, parts }]) => {
    const score = (isAny * total ** STEEPNESS) / all
    return {
      service,
      score,
      indicators: indicatorsOf(bySignal.get(service) ?? [], score),
      reasons: reasonsOf(parts),
      total,
      sure,
    }
  })
  return { causes, inconclusive: (causes[0]?.score ?? 0) < NAMED }
}

/** The strongest first; what is about as usual is no reason beside another. */
function reasonsOf(parts: Total['parts']): string[] {
  return parts
    .toSorted((a, b) => b.part - a.part)
    .filter(({ part }, at) => at === 0 || part >= LEAST_REASON)
    .map(({ sentence }) => sentence)
}

/** One half at the least evidence that counts. */
function chanceOf(sure: number): number {
  return sure ** STEEPNESS / (LEAST_SURE ** STEEPNESS + sure ** STEEPNESS)
}

interface Total {
  readonly total: number
  readonly sure: number
  readonly parts: { readonly part: number; readonly sentence: string }[]
}

function totalsOf({ terms, scales }: RankedEvidence): Map<string, Total> {
  const totals = new Map<string, Total>()
  for (const [term, found] of terms) {
    const scale = Math.max(LEAST_SCALE, scales?.[term] ?? LEAST_SCALE)
    for (const [service, { strength, sentence }] of found) {
      const part = evidenceOf(strength, scale)
      if (!(part > 0)) continue
      const { total, sure, parts } = totals.get(service) ?? { total: 0, sure: 0, parts: [] }
      totals.set(service, {
        total: total + part,
        sure: sure + part * (BURSTY.has(term) ? SURE_OF_BURSTY : 1),
        parts: [...parts, { part, sentence }],
      })
    }
  }
  return totals
}

function evidenceOf(strength: number, scale: number): number {
  const plain = (AT_SCALE * strength) / scale
  return plain < PLAIN ? plain : PLAIN * (1 + Math.log(plain / PLAIN))
}

/** The strongest has the score of its cause, the others their part of it. */
function indicatorsOf(
  changes: readonly SignalChange[],
  score: number,
): { name: string; score: number }[] {
  const processor = Math.max(
    0,
    ...changes.map(({ kind, strength }) => (kind === 'cpu' ? strength : 0)),
  )
  const moved = changes
    .filter(({ strength }) => strength >= LEAST_INDICATOR)
    .map(({ indicator, kind, strength }) => {
      const isLeak = kind === 'memory' && strength >= CLEAR && processor >= strength
      return { name: indicator, strength: isLeak ? processor * JUST_ABOVE : strength }
    })
    .sort((a, b) => b.strength - a.strength || (a.name < b.name ? -1 : 1))
    .slice(0, MAX_INDICATORS)
  const most = evidenceOf(moved[0]?.strength ?? 1, LEAST_SCALE)
  return moved.map(({ name, strength }) => ({
    name,
    score: (score * evidenceOf(strength, LEAST_SCALE)) / most,
  }))
}
