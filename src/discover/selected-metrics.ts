import { parser } from '@prometheus-io/lezer-promql'

/** As long as `$__window`, and a duration that the grammar knows. */
const WINDOW_STAND_IN = '00000005m'

/** The metrics that an expression selects by name, each once, in the order of the text. */
export function selectedMetrics(expr: string): string[] {
  const names = new Set<string>()
  parser.parse(expr.replaceAll('$__window', WINDOW_STAND_IN)).iterate({
    enter(node) {
      if (node.name !== 'VectorSelector') return
      const name = node.node.getChild('Identifier')
      if (name) names.add(expr.slice(name.from, name.to))
    },
  })
  return [...names]
}
