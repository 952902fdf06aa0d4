import type { Cause, Severity } from './incident.ts'

/** What people are told of one incident or prediction, as it stands. */
export interface Notice {
  /** Of the incident or prediction. */
  readonly id: string
  readonly about: 'incident' | 'prediction' | 'test'
  readonly severity: Severity
  /** As they were when it was first told: receivers know it again by them. */
  readonly service: string
  readonly entity: string
  /** Unix seconds. */
  readonly start: number
  readonly end: number | null
  readonly summary: string
  /** Best first. */
  readonly causes: readonly Cause[]
}

export type NoticeEvent = 'opened' | 'reopened' | 'worsened' | 'resolved'

/** One change to tell one destination. The same change has the same id. */
export interface Message {
  readonly id: string
  /** Name of the destination. */
  readonly destination: string
  readonly event: NoticeEvent
  /** Unix seconds at which it was written down. */
  readonly created: number
  readonly notice: Notice
  /** Of what has worsened: the severity that was told before. */
  readonly before?: Severity
}
