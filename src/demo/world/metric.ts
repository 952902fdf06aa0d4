import type { Labels } from '../../model/series.ts'
import type { Reader } from './reader.ts'
import type { Stretch } from './tick.ts'

export type MetricType = 'counter' | 'gauge' | 'histogram'

/** Something that is scraped: the samples of all its series share one time. */
export interface Target extends Stretch {
  readonly job: string
  readonly instance: string
  /** Labels that service discovery gives to all its series, `job` and `instance` among them. */
  readonly labels: Labels
  /** Milliseconds from the start of the world to its first scrape, less than a scrape interval. */
  readonly phase: number
  /** When it does not answer. */
  readonly silent: readonly Stretch[]
}

/** One series of the world. It lives within its stretch, as far as its target answers. */
export interface WorldSeries extends Stretch {
  /** With `__name__`. */
  readonly labels: Labels
  readonly target: Target
  /** Shown even when the target is silent: only `up` is. */
  readonly ofScraper: boolean
  readonly read: Reader
}

/** All series of one name. */
export interface Metric {
  readonly name: string
  /** The name in HELP and TYPE: a histogram's three names share one. */
  readonly family: string
  readonly type: MetricType
  readonly help: string
  readonly series: WorldSeries[]
}
