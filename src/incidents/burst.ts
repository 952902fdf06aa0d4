import type { Finding } from '../model/finding.ts'
import { hasOnset, SAME_ONSET_SECONDS } from './kinship.ts'

/**
 * From so many entities on, a common start is hardly chance: of thirty unrelated findings a day, four
 * begin within the same two minutes once in some seven years (a Poisson process of rate r has
 * r·(r·120 s)³/3! such starts a second).
 */
const MANY = 4

/** Tells whether many entities began to be odd at about the time when this one did. */
export function createBurstCheck(findings: Iterable<Finding>): (finding: Finding) => boolean {
  const byStretch = new Map<number, Finding[]>()
  for (const finding of findings) {
    if (!hasOnset(finding)) continue
    const stretch = stretchOf(finding)
    const same = byStretch.get(stretch)
    if (same) same.push(finding)
    else byStretch.set(stretch, [finding])
  }
  return (finding) => {
    if (!hasOnset(finding)) return false
    const near = [-1, 0, 1].flatMap((by) => byStretch.get(stretchOf(finding) + by) ?? [])
    const together = near.filter(
      ({ start }) => Math.abs(start - finding.start) <= SAME_ONSET_SECONDS,
    )
    return new Set(together.map(({ entity }) => entity)).size >= MANY
  }
}

function stretchOf({ start }: Finding): number {
  return Math.floor(start / SAME_ONSET_SECONDS)
}
