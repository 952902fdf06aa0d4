import type { Finding } from '../../model/finding.ts'
import type { Role, Signal } from '../../model/signal.ts'

/** What a group of findings weighs as evidence, and the class of groups that it is compared with. */
export interface Weight {
  /** An index of `CLASSES`. */
  readonly kind: number
  /** 1 is one signal at the alert score from which a finding opens. */
  readonly evidence: number
}

const ROLES: readonly Role[] = [
  'rate',
  'errors',
  'duration',
  'utilization',
  'saturation',
  'headroom',
  'availability',
  'level',
]

/** Groups are compared with those that a signal of the same role leads, alive or not. */
export const CLASSES: readonly string[] = [...ROLES, ...ROLES.map((role) => `${role}, lifeless`)]

/** Signals that began to be odd within so long speak for one another; two turn odd in a day by chance. */
const TOGETHER_SECONDS = 600
/** An alert score of one is the rounding of a probability, not certainty. */
const HIGHEST_SCORE = 1 - 2 ** -10

/**
 * The sum of -log2(1 - alert score) over the signals that began to be odd within ten minutes of each
 * other (Fisher's method: logarithms of independent probabilities add up), where that is highest.
 * Undefined for a group without findings.
 */
export function weightOf(
  findings: readonly Finding[],
  signalOf: (id: string) => Signal | undefined,
): Weight | undefined {
  const leader = findings.reduce<Finding | undefined>(
    (best, finding) => (best && best.alert_score >= finding.alert_score ? best : finding),
    undefined,
  )
  if (!leader) return undefined
  const role = signalOf(leader.signal)?.role ?? 'level'
  return { kind: classOf(role, isLifeless(leader)), evidence: highestTogether(findings) }
}

/** The class of groups that a living or lifeless signal of a role leads. */
export function classOf(role: Role, lifeless: boolean): number {
  return ROLES.indexOf(role) + (lifeless ? ROLES.length : 0)
}

function isLifeless({ kind }: Finding): boolean {
  return kind === 'silence' || kind === 'stuck'
}

function highestTogether(findings: readonly Finding[]): number {
  const ordered = findings.toSorted((a, b) => a.start - b.start)
  let highest = 0
  let first = 0
  for (let last = 0; last < ordered.length; last++) {
    while (ordered[last]!.start - ordered[first]!.start > TOGETHER_SECONDS) first++
    highest = Math.max(highest, sumOf(ordered.slice(first, last + 1)))
  }
  return highest
}

/** Each signal counts once, by its highest. */
function sumOf(findings: readonly Finding[]): number {
  const bySignal = new Map<string, number>()
  for (const { signal, alert_score } of findings)
    bySignal.set(signal, Math.max(bySignal.get(signal) ?? 0, alert_score))
  let sum = 0
  for (const score of bySignal.values()) sum -= Math.log2(1 - Math.min(HIGHEST_SCORE, score))
  return sum
}

export function isLifelessClass(kind: number): boolean {
  return kind >= ROLES.length
}
