import { keepStronger, type EvidenceByService } from './evidence.ts'
import { formatAmount } from './words.ts'
import { includesCallees } from './indicator-kind.ts'
import type { SignalChange } from './signal-change.ts'

/**
 * The strongest indicator of each service. Where spans tell who waited for whom, latencies, success
 * and errors are left to them: those of a caller include what its callees did.
 */
export function resourceTerm(
  changes: readonly SignalChange[],
  { hasSpans }: { hasSpans: boolean },
): EvidenceByService {
  const found: EvidenceByService = new Map()
  for (const change of changes) {
    if (hasSpans && includesCallees(change.kind)) continue
    keepStronger(found, change.service, {
      strength: change.strength,
      sentence: sayChange(change),
    })
  }
  return found
}

function sayChange({ indicator, now, usual, strength }: SignalChange): string {
  const verb = now >= usual ? 'rose' : 'fell'
  const far = strength >= 100 ? 'more than 100' : formatAmount(strength)
  return `${indicator} ${verb} to ${formatAmount(now)}, usually ${formatAmount(usual)} (${far} times its usual spread)`
}
