import type { Severity } from './incident.ts'

/** A text that nobody may see: in place, or in a file that is read each time it is needed. */
export type Secret = { readonly value: string } | { readonly file: string }

/** Where messages go, and how. `Http`: how to authenticate there. */
export type Destination<Http> = {
  /** For people and metrics: `pagers/webhook[0]`; no two have the same. */
  readonly name: string
  readonly sendResolved: boolean
  readonly sendPredictions: boolean
  /** Seconds for one request with its answer. */
  readonly timeout: number
  readonly http: Http
} & Place

type Place =
  | {
      readonly kind: 'alertmanager'
      /** With the path prefix, without a slash at the end. */
      readonly url: string
    }
  | {
      readonly kind: 'webhook'
      readonly url: Secret
      /** Alerts in one message; 0: any number. */
      readonly maxAlerts: number
    }
  | {
      readonly kind: 'slack'
      readonly url: Secret
      readonly channel?: string | undefined
      readonly username?: string | undefined
      readonly iconEmoji?: string | undefined
    }
  | {
      readonly kind: 'pagerduty'
      readonly url: string
      readonly routingKey: Secret
      /** Absent: that of the incident. */
      readonly severity?: Severity | 'error' | undefined
    }
