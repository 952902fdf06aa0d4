import type { Destination } from '../model/destination.ts'
import type { HttpConfig } from '../sources/prometheus/options.ts'

/** A destination that can be reached. */
export type Reachable = Destination<HttpConfig>
