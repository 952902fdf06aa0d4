import type { Finding, FindingKind } from '../model/finding.ts'
import type { Severity } from '../model/incident.ts'
import type { Role } from '../model/signal.ts'

const RANK: Readonly<Record<Severity, number>> = { info: 0, warning: 1, critical: 2 }

/** By what users feel: gone and failing, then slow and nearly full, then merely unusual. */
const BY_ROLE: Readonly<Record<Role, Severity>> = {
  availability: 'critical',
  errors: 'critical',
  duration: 'warning',
  rate: 'warning',
  utilization: 'warning',
  saturation: 'warning',
  headroom: 'warning',
  level: 'info',
}

const BY_KIND: Readonly<Record<FindingKind, Severity>> = {
  errors: 'critical',
  silence: 'warning',
  stuck: 'warning',
  latency: 'warning',
  prediction: 'warning',
  dip: 'warning',
  spike: 'info',
  level_shift: 'info',
  drift: 'info',
  log_pattern: 'info',
}

/** Roles in which silence means that a service no longer answers, not that a gauge is gone. */
const SYMPTOMS: ReadonlySet<Role> = new Set<Role>(['availability', 'errors', 'duration', 'rate'])

/** A share of failures that users notice; a lower one is odd, and worth knowing. */
const MANY_FAILURES = 0.02

/** How much one finding matters. `role` is that of its signal, where it is known. */
export function severityOf(
  { kind, observed, severity }: Pick<Finding, 'kind' | 'observed' | 'severity'>,
  role: Role | undefined,
): Severity {
  if (severity !== undefined) return severity
  if (role === undefined || kind === 'prediction') return BY_KIND[kind]
  if (kind === 'silence') return SYMPTOMS.has(role) ? 'critical' : 'warning'
  if (kind === 'stuck') return 'warning'
  // Fewer errors than usual is odd, and no harm.
  if (kind === 'dip' && role === 'errors') return 'info'
  if (role === 'errors' && observed !== null && observed < MANY_FAILURES) return 'warning'
  // More traffic than usual is odd, and mostly welcome.
  if (kind === 'spike' && role === 'rate') return 'info'
  return worst([BY_ROLE[role], kind === 'errors' ? 'critical' : 'info'])
}

export function worst(severities: readonly Severity[]): Severity {
  return severities.reduce<Severity>((a, b) => (RANK[b] > RANK[a] ? b : a), 'info')
}

/** Below zero when `a` matters more than `b`, for sorting. */
export function bySeverity(a: Severity, b: Severity): number {
  return RANK[b] - RANK[a]
}
