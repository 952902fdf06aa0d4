import type { Finding } from '../model/finding.ts'
import type { IncidentContext } from './context.ts'

/**
 * The same entity's next trouble within half an hour is the same story: an incident that was over
 * is opened again instead of told anew.
 */
const SAME_ENTITY_SECONDS = 1800
const SAME_SERVICE_SECONDS = 600
/** Two scrapes and an evaluation, at the usual intervals: no order can be seen inside it. */
export const SAME_ONSET_SECONDS = 120
/** What has gone on for hours is the background to the news, and no longer part of it. */
const NEWS_SECONDS = 4 * 3600

/** How closely two findings are related; the smaller, the closer. */
export const KINSHIP = { entity: 0, service: 1, onset: 2, none: 3 } as const
export type Kinship = (typeof KINSHIP)[keyof typeof KINSHIP]

export function kinshipOf(a: Finding, b: Finding, context: IncidentContext): Kinship {
  const pause = pauseBetween(a, b)
  if (a.entity === b.entity && pause <= SAME_ENTITY_SECONDS) return KINSHIP.entity
  if (a.service === b.service && pause <= SAME_SERVICE_SECONDS) return KINSHIP.service
  return beganTogether(a, b) && areRelated(a, b, context) ? KINSHIP.onset : KINSHIP.none
}

/** A prediction has no onset: it was made when we looked. */
export function hasOnset({ kind }: Finding): boolean {
  return kind !== 'prediction'
}

function beganTogether(a: Finding, b: Finding): boolean {
  return hasOnset(a) && hasOnset(b) && Math.abs(a.start - b.start) <= SAME_ONSET_SECONDS
}

/** Seconds from the end of the earlier one, as far as it is still news, to the later one. */
function pauseBetween(a: Finding, b: Finding): number {
  const [earlier, later] = a.start <= b.start ? [a, b] : [b, a]
  const reach =
    a.signal === b.signal
      ? (earlier.end ?? Infinity)
      : Math.min(earlier.end ?? Infinity, earlier.start + NEWS_SECONDS)
  return Math.max(0, later.start - reach)
}

function areRelated(a: Finding, b: Finding, { signalOf, neighbours }: IncidentContext): boolean {
  const job = signalOf?.(a.signal)?.labels['job']
  if (job !== undefined && job === signalOf?.(b.signal)?.labels['job']) return true
  return (
    includes(neighbours?.(a.service), b.service) || includes(neighbours?.(b.service), a.service)
  )
}

function includes(services: Iterable<string> | undefined, service: string): boolean {
  return services !== undefined && new Set(services).has(service)
}
