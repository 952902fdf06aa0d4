import { recipesFor } from './catalogue/catalogue.ts'
import type { Recipe } from './catalogue/recipe.ts'
import { stemOf, type MetricFacts } from './facts.ts'
import { rate, select, type Matcher } from './promql.ts'
import type { Labels } from '../model/series.ts'
import type { Sketch } from './sketch.ts'

/** The sketches of the catalogue's recipes for a metric, where all that they read is there. */
export function sketchesFromCatalogue(
  facts: MetricFacts,
  present: ReadonlyMap<string, MetricFacts>,
): Sketch[] {
  const own = recipesFor(facts.metric)
  return (own.length > 0 ? own : recipesFor(stemOf(facts.metric)))
    .filter((recipe) => (recipe.needs ?? []).every((metric) => present.has(metric)))
    .map((recipe) => sketchOf(recipe, facts))
    .filter((sketch) => sketch.choice.labelSets.length > 0)
}

function sketchOf(recipe: Recipe, facts: MetricFacts): Sketch {
  const where = recipe.where ?? []
  return {
    metric: recipe.metric,
    slug: recipe.title.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-'),
    expr: fillIn(recipe.expr, where),
    title: recipe.title,
    role: recipe.role,
    unit: recipe.unit,
    bad: recipe.bad,
    limit: recipe.limit,
    entity: recipe.entity,
    choice: {
      labelSets: facts.labelSets.filter((labels) => where.every((one) => matches(labels, one))),
      truncated: facts.truncated,
      instance: recipe.instance ?? 'keep',
      only: recipe.keep,
    },
  }
}

function fillIn(expr: string, where: readonly Matcher[]): string {
  return expr
    .replaceAll(/\$rate\((\w+)\)/g, (_, metric: string) => rate(metric, where))
    .replaceAll(/(\w+)\$where/g, (_, metric: string) => select(metric, where))
}

/** As Prometheus matches: patterns are anchored, an absent label is the empty text. */
function matches(labels: Labels, [label, operator, value]: Matcher): boolean {
  const own = labels[label] ?? ''
  if (operator === '=') return own === value
  if (operator === '!=') return own !== value
  return new RegExp(`^(?:${value})$`).test(own) === (operator === '=~')
}
