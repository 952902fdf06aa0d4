import type { Labels } from '../model/series.ts'
import type { Limit, Query } from '../model/signal.ts'
import type { LeftOut, MetricFacts } from './facts.ts'
import { keepLabels, type LabelChoice } from './labels.ts'
import { byClause } from './promql.ts'

/** A way to watch a metric, before it is known which labels it keeps. */
export interface Sketch {
  readonly metric: string
  /** Tells this sketch apart from the metric's others; part of the query's id, so it never changes. */
  readonly slug: string
  /**
   * PromQL in which `$by` stands for the grouping by the labels that are kept, and `$by+le` for the
   * same with `le` beside them.
   */
  readonly expr: string
  readonly title: string
  readonly role: Query['role']
  readonly unit: Query['unit']
  readonly bad: Query['bad']
  readonly limit?: Limit | undefined
  readonly entity: readonly string[]
  readonly choice: Omit<LabelChoice, 'maxSeries'>
}

/** A query and what it costs. */
export interface Draft {
  readonly query: Query
  readonly series: number
  readonly leftOut: readonly LeftOut[]
}

/** Decides the labels of a sketch and makes the query of it. */
export function draftOf(sketch: Sketch, maxSeries: number): Draft {
  const kept = keepLabels({ ...sketch.choice, maxSeries })
  const { metric, title, role, unit, bad, limit, entity } = sketch
  return {
    query: {
      id: `${metric}:${sketch.slug}`,
      expr: groupBy(sketch.expr, kept.labels),
      metric,
      title,
      role,
      unit,
      bad,
      ...(limit === undefined ? {} : { limit }),
      entityLabels: entity,
    },
    series: kept.series,
    leftOut: kept.dropped.map(({ label, values }) => ({
      metric,
      reason: `label "${label}" has ${values} values or more, so series are joined over it`,
    })),
  }
}

function groupBy(expr: string, labels: readonly string[]): string {
  return expr.replaceAll(/ \$by(?:\+(\w+))? /g, (_, more?: string) => {
    const clause = more === undefined ? byClause(labels) : byClause(labels, more)
    return clause === '' ? '' : ` ${clause} `
  })
}

/** The usual choice of labels for a metric's own series. */
export function choiceOf(
  facts: Pick<MetricFacts, 'labelSets' | 'truncated'>,
  instance: LabelChoice['instance'],
  without: readonly string[] = [],
): Omit<LabelChoice, 'maxSeries'> {
  return { labelSets: facts.labelSets, truncated: facts.truncated, instance, without }
}

/** Label names that two metrics share, so that one may be divided by the other. */
export function sharedLabels(a: readonly Labels[], b: readonly Labels[]): string[] {
  return [...namesOf(a).intersection(namesOf(b))]
}

function namesOf(sets: readonly Labels[]): Set<string> {
  return new Set(sets.flatMap((labels) => Object.keys(labels)))
}
