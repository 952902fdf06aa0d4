import type { Finding } from '../model/finding.ts'
import type { Incident } from '../model/incident.ts'
import { createBurstCheck } from './burst.ts'
import { byOnset } from './causes.ts'
import type { IncidentContext } from './context.ts'
import { createGroups, type Group, type Groups } from './groups.ts'
import { incidentOf, isOverdue } from './life-cycle.ts'

/**
 * Gathers findings into incidents. A finding joins what it is related to: the same entity with at
 * most half an hour of pause, the same service with ten minutes, the same job or a neighbour when
 * both began within two minutes, or anything at all when many began at once.
 *
 * `open`: the incidents that are not resolved, and those resolved within the last half hour, which
 * may be opened again. `findings`: those that are new or have changed; of several versions the last one counts.
 * Answers the incidents that are new or differ from what they were. Findings are taken in the order
 * of their onset, so a backlog at once and the same cycle by cycle give the same incidents.
 */
export function groupFindings(
  open: readonly Incident[],
  findings: readonly Finding[],
  context: IncidentContext,
): { changed: Incident[] } {
  const groups = createGroups(context)
  for (const incident of open) groups.create(incident)
  const latest = [...new Map(findings.map((finding) => [finding.id, finding])).values()]
  const fresh = latest.filter((finding) => !update(groups, finding))
  const isBurst = createBurstCheck([...open.flatMap((incident) => incident.findings), ...fresh])
  for (const finding of fresh.sort(byOnset)) {
    const group =
      groups.kinOf(finding) ??
      (isBurst(finding) ? groups.begunWith(finding) : undefined) ??
      groups.create()
    groups.put(group, finding)
    group.touched = true
  }
  return {
    changed: groups.all
      .filter((group) => hasChanged(group, context.now))
      .map((group) => incidentOf(group, context)),
  }
}

/** Puts the newer version where the finding already is; answers whether it was known. */
function update(groups: Groups, finding: Finding): boolean {
  const group = groups.holding(finding.id)
  if (group === undefined) return false
  if (!isSame(group.findings.get(finding.id)!, finding)) {
    groups.put(group, finding)
    group.touched = true
  }
  return true
}

function hasChanged({ touched, previous }: Group, now: number): boolean {
  return touched || (previous !== undefined && isOverdue(previous, now))
}

function isSame(a: Finding, b: Finding): boolean {
  return (Object.keys(b) as (keyof Finding)[]).every((key) => Object.is(a[key], b[key]))
}
