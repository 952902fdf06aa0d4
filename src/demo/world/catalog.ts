import type { Labels } from '../../model/series.ts'
import type { Metric, MetricType, Target } from './metric.ts'
import type { Reader } from './reader.ts'
import type { Stretch } from './tick.ts'

interface Declaration {
  readonly type: MetricType
  readonly help: string
  /** When it differs from the name: `x` for `x_bucket`. */
  readonly family?: string
}

interface NewSeries {
  readonly target: Target
  readonly labels?: Labels
  readonly read: Reader
  /** As long as the target's, unless told. */
  readonly life?: Stretch
  readonly ofScraper?: true
}

/** All metrics of the world by name. */
export interface Catalog {
  readonly metrics: ReadonlyMap<string, Metric>
  /** Declares a metric and answers how to add a series to it. */
  declare(name: string, declaration: Declaration): (series: NewSeries) => void
}

export function createCatalog(): Catalog {
  const metrics = new Map<string, Metric>()
  return {
    metrics,
    declare(name, { type, help, family = name }) {
      const metric: Metric = { name, family, type, help, series: [] }
      metrics.set(name, metric)
      return ({ target, labels = {}, read, life = target, ofScraper = false }) => {
        metric.series.push({
          labels: { __name__: name, ...target.labels, ...labels },
          target,
          read,
          ofScraper,
          from: Math.max(life.from, target.from),
          until: Math.min(life.until, target.until),
        })
      }
    },
  }
}
