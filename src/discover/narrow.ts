import { parser } from '@prometheus-io/lezer-promql'

import type { Labels } from '../model/series.ts'
import { labelName } from './promql.ts'

/** As long as `$__window`, and a duration that the grammar knows. */
const WINDOW_STAND_IN = '00000005m'

/**
 * The expression with the labels as matchers on every selector, so that a server computes one series
 * of a query instead of all. Right for expressions whose every selector bears the labels that the
 * result has; where a selector lacks one, the result is empty and the whole query has to be asked.
 */
export function narrowTo(expr: string, labels: Labels): string {
  const matchers = Object.entries(labels)
    .filter(([name]) => name !== '__name__')
    .map(([name, value]) => `${labelName(name)}=${JSON.stringify(value)}`)
    .join(',')
  if (matchers === '') return expr
  const insertions: { at: number; text: string }[] = []
  // The grammar has no variables; the stand-in keeps all places where they are.
  const tree = parser.parse(expr.replaceAll('$__window', WINDOW_STAND_IN))
  tree.iterate({
    enter(node) {
      if (node.name !== 'VectorSelector') return
      const braces = node.node.getChild('LabelMatchers')
      if (!braces) insertions.push({ at: node.to, text: `{${matchers}}` })
      else {
        const isEmpty = expr.slice(braces.from + 1, braces.to - 1).trim() === ''
        insertions.push({ at: braces.to - 1, text: isEmpty ? matchers : `,${matchers}` })
      }
    },
  })
  return insertions.reduceRight(
    (text, { at, text: added }) => text.slice(0, at) + added + text.slice(at),
    expr,
  )
}
