import type { Finding } from './finding.ts'

export type IncidentState = 'open' | 'acknowledged' | 'resolved'
export type Severity = 'critical' | 'warning' | 'info'

export interface Cause {
  readonly service: string
  readonly score: number
  readonly reasons: readonly string[]
}

/** Findings that belong together. */
export interface Incident {
  readonly id: string
  readonly state: IncidentState
  readonly severity: Severity
  /** Unix seconds. */
  readonly start: number
  readonly end: number | null
  readonly summary: string
  readonly entities: readonly string[]
  readonly causes: readonly Cause[]
  readonly alert_score: number
  readonly findings: readonly Finding[]
}

type FeedbackVerdict = 'expected' | 'useful' | 'missed'

export interface Feedback {
  readonly verdict: FeedbackVerdict
  readonly comment?: string
}
