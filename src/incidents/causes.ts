import type { Finding } from '../model/finding.ts'
import type { Cause } from '../model/incident.ts'
import { formatTime } from './clock-time.ts'
import type { IncidentContext } from './context.ts'
import { titleOf } from './subject.ts'
import { formatDuration } from './units.ts'

/** More causes than this nobody follows up. */
const MAX_CAUSES = 10
/** The reason that only a service which was alone at the start has. */
export const FIRST_TO_CHANGE = 'first to change'
/** Half a minute is about what one scrape interval can hide. */
const HALF_LIFE_SECONDS = 30

/**
 * The services of an incident in the order in which they began to change. That is all this says: a
 * score of 1 for the first, halved with every half minute of delay. Predictions are not changes.
 */
export function causesByOnset(findings: readonly Finding[], context: IncidentContext): Cause[] {
  const changes = findings.filter(({ kind }) => kind !== 'prediction')
  const firsts = firstOfEachService(changes.length > 0 ? changes : findings)
  const [first, second] = firsts
  if (first === undefined) return []
  const alone = second === undefined || second.start > first.start
  return firsts.slice(0, MAX_CAUSES).map((finding) => {
    const delay = finding.start - first.start
    const what = sayChange(finding, context)
    return {
      service: finding.service,
      score: 2 ** (-delay / HALF_LIFE_SECONDS),
      reasons: [`${sayOrder(delay, alone)}: ${what}`],
    }
  })
}

function firstOfEachService(findings: readonly Finding[]): Finding[] {
  const firsts = new Map<string, Finding>()
  for (const finding of findings.toSorted(byOnset))
    if (!firsts.has(finding.service)) firsts.set(finding.service, finding)
  return [...firsts.values()]
}

/** Earlier first; at the same moment the more surprising one. */
export function byOnset(a: Finding, b: Finding): number {
  return a.start - b.start || b.score - a.score || (a.id < b.id ? -1 : 1)
}

function sayOrder(delay: number, alone: boolean): string {
  if (delay > 0) return `changed ${formatDuration(delay)} after the first`
  return alone ? FIRST_TO_CHANGE : 'among the first to change'
}

function sayChange({ signal, kind, start }: Finding, { signalOf, now }: IncidentContext): string {
  const known = signalOf?.(signal)
  const what = known ? titleOf(known) : kind.replace('_', ' ')
  return `${what} at ${formatTime(start, now)}`
}
