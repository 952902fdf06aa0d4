import type { Destination } from '../model/destination.ts'
import type { HttpConfig } from './http-config.ts'

/** Destinations as JSON for people: where a secret is, and not what it is. */
export function shownDestinations(
  destinations: readonly Destination<HttpConfig>[],
  secret: string,
): string {
  return JSON.stringify(
    destinations.map((one) => ({
      ...one,
      ...(one.kind !== 'alertmanager' && { url: secret }),
      ...(one.kind === 'pagerduty' && { routingKey: secret }),
      http: Object.keys(one.http).length > 0 ? secret : undefined,
    })),
  )
}
