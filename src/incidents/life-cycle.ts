import { fnv1a64 } from '../math/fnv1a.ts'
import type { Finding } from '../model/finding.ts'
import type { Incident, IncidentState } from '../model/incident.ts'
import { byOnset, causesByOnset } from './causes.ts'
import type { IncidentContext } from './context.ts'
import type { Group } from './groups.ts'
import { severityOf, worst } from './severity.ts'
import { summarizeIncident } from './summarize-incident.ts'

/** An incident is over when all has been quiet for so long; most flapping is faster. */
const QUIET_SECONDS = 300
/** Beyond these the weakest ended findings are let go; what goes on is always kept. */
const MAX_FINDINGS = 200

/** The group as the incident that it is at `now`. */
export function incidentOf(group: Group, context: IncidentContext): Incident {
  const findings = mostTelling([...group.findings.values()])
  const { previous } = group
  const causes = causesByOnset(findings, context)
  const severities = findings.map((finding) =>
    severityOf(finding, context.signalOf?.(finding.signal)?.role),
  )
  const end = overSince(findings, context.now)
  return {
    id: previous?.id ?? fnv1a64(`incident ${findings[0]!.id}`),
    state: stateOf(previous?.state, end),
    severity: worst([...severities, previous?.severity ?? 'info']),
    start: Math.min(group.start, previous?.start ?? Infinity),
    end,
    summary: summarizeIncident(findings, causes, context),
    entities: [
      ...new Set([...(previous?.entities ?? []), ...findings.map(({ entity }) => entity)]),
    ],
    causes,
    alert_score: Math.max(previous?.alert_score ?? 0, ...findings.map((f) => f.alert_score)),
    findings,
  }
}

/** Whether time alone has changed the incident since it was last told. */
export function isOverdue(incident: Incident, now: number): boolean {
  return incident.end !== overSince(incident.findings, now)
}

/** Unix seconds at which the last finding ended, once that is long enough ago; null before. */
function overSince(findings: readonly Finding[], now: number): number | null {
  const last = findings.reduce((latest, { end }) => Math.max(latest, end ?? Infinity), -Infinity)
  return now - last >= QUIET_SECONDS && last > -Infinity ? last : null
}

function stateOf(previous: IncidentState | undefined, end: number | null): IncidentState {
  if (end !== null) return 'resolved'
  return previous === 'acknowledged' ? 'acknowledged' : 'open'
}

/** In the order of their onset. */
function mostTelling(findings: readonly Finding[]): Finding[] {
  const ordered = findings.toSorted(byOnset)
  if (ordered.length <= MAX_FINDINGS) return ordered
  const open = ordered.filter(({ end }) => end === null)
  const ended = ordered.filter(({ end }) => end !== null)
  const kept = ended
    .sort((a, b) => b.alert_score - a.alert_score || byOnset(a, b))
    .slice(0, Math.max(0, MAX_FINDINGS - open.length))
  return [...open, ...kept].sort(byOnset)
}
