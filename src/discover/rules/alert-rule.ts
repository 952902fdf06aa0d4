import type { Labels } from '../../model/series.ts'

/** An alerting rule of the user's, as the server that evaluates it tells it. */
export interface AlertRuleLike {
  readonly name: string
  /** PromQL, with its comparison. */
  readonly expr: string
  /** Seconds for which the expression must hold before the alert fires. */
  readonly holdSeconds: number
  readonly labels: Labels
}

/** What the alert does at its threshold, for people: `HighLatency fires after 10 min`. */
export function sayFiring({ name, holdSeconds }: AlertRuleLike): string {
  return holdSeconds > 0 ? `${name} fires after ${sayHold(holdSeconds)}` : `${name} fires`
}

function sayHold(seconds: number): string {
  if (seconds % 3600 === 0) return `${seconds / 3600} h`
  return seconds % 60 === 0 ? `${seconds / 60} min` : `${seconds} s`
}
