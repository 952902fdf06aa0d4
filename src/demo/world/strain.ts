import { intensity, type ActiveFault } from './faults.ts'
import { SERVICES, serviceIndex } from './shop.ts'

/** What faults do to each service at one tick, by position in SERVICES. */
export interface Strain {
  /** Factor on the requests that reach it. */
  readonly inbound: Float64Array
  /** Factor on the time of its own work. */
  readonly work: Float64Array
  /** Ratio of requests that fail beside the usual ones. */
  readonly failing: Float64Array
}

export function createStrain(): Strain {
  const size = SERVICES.length
  return {
    inbound: new Float64Array(size),
    work: new Float64Array(size),
    failing: new Float64Array(size),
  }
}

/** Writes into `strain` what all `faults` together do at `tick`. */
export function applyFaults(strain: Strain, faults: readonly ActiveFault[], tick: number): void {
  strain.inbound.fill(1)
  strain.work.fill(1)
  strain.failing.fill(0)
  for (const fault of faults) applyFault(strain, fault, tick)
}

function applyFault(strain: Strain, fault: ActiveFault, tick: number): void {
  const index = serviceIndex(fault.target)
  if (index < 0) return
  if (fault.kind === 'slow_database') strain.work[index]! *= 1 + 60 * intensity(fault, tick, 3)
  if (fault.kind === 'traffic_drop') strain.inbound[index]! *= 1 - 0.67 * intensity(fault, tick, 2)
  if (fault.kind === 'bad_deploy') {
    const felt = intensity(fault, tick, 4)
    strain.work[index]! *= 1 + 2 * felt
    strain.failing[index]! += 0.12 * felt
  }
}
