import type { Finding } from '../../model/finding.ts'
import type { Incident } from '../../model/incident.ts'
import type { Rulebook } from './rulebook.ts'

/**
 * Whether an override keeps a finding out of incidents. One that is in an incident already stays in
 * it: what was told before the rules changed is told to its end.
 */
export function isMutedByOverride(
  { id, signal }: Pick<Finding, 'id' | 'signal'>,
  rulebook: Pick<Rulebook, 'isMuted'>,
  incidents: Iterable<Pick<Incident, 'findings'>>,
): boolean {
  if (!rulebook.isMuted(signal)) return false
  for (const { findings } of incidents)
    if (findings.some((finding) => finding.id === id)) return false
  return true
}
