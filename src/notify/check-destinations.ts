import { checkHttpConfig } from '../sources/prometheus/access/check-config.ts'
import type { Reachable } from './destination.ts'

/** Throws CONFIG_INVALID for a destination whose http_config contradicts itself; asks nobody. */
export function checkDestinations(destinations: readonly Reachable[]): void {
  for (const { http } of destinations) checkHttpConfig(http)
}
