import { errors, type Fault, RootOpsError } from '../errors.ts'
import { checkHttpConfig } from '../sources/prometheus/access/check-config.ts'
import type { Reachable } from './destination.ts'

/** Throws CONFIG_INVALID for destinations whose http_config contradicts itself; asks nobody. */
export function checkDestinations(destinations: readonly Reachable[]): void {
  const faults = destinations.flatMap(({ name, http }): Fault[] => {
    try {
      checkHttpConfig(http)
      return []
    } catch (error) {
      if (!(error instanceof RootOpsError)) throw error
      return [{ place: name, message: error.message }]
    }
  })
  if (faults.length > 0) throw errors.configInvalid('a destination is not valid', faults)
}
