import type { ActiveFault } from './faults.ts'
import type { Flow } from './flow.ts'
import type { Increments } from './hours.ts'
import type { Integral } from './integral.ts'
import type { Labels } from '../../model/series.ts'
import type { Target } from './metric.ts'
import type { Pod, Roster } from './pods.ts'
import type { Stretch } from './tick.ts'

/** What the metrics are computed from, and where they are put. */
export interface Model {
  readonly seed: number
  /** Unix seconds of tick 0. */
  readonly start: number
  readonly flow: Flow
  readonly faults: readonly ActiveFault[]
  /** By position in SERVICES. */
  readonly rosters: readonly Roster[]
  /** The integral of this name, which outlives a change of faults. */
  integral(name: string, increments: Increments): Integral
  /** The target of one exporter; `exporter` is the name that a silent exporter is hit by. */
  target(options: TargetOptions): Target
  podTarget(pod: Pod): Target
}

interface TargetOptions extends Partial<Stretch> {
  readonly exporter: string
  readonly job: string
  readonly instance: string
  readonly labels?: Labels
}
