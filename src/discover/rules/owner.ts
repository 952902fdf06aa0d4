import { nodesIn, partsOf, textOf, type Part } from './syntax.ts'

/**
 * The label with one value that every selector of an expression asks for, the most telling of the
 * given ones: whose series they are, whatever is summed up. Undefined where there is none.
 */
export function ownerIn(
  left: Part,
  labels: readonly string[],
): readonly [label: string, value: string] | undefined {
  const selectors = [...nodesIn(left)].filter(({ node }) => node.name === 'VectorSelector')
  const [first, ...others] = selectors.map(equalsIn)
  if (first === undefined) return undefined
  const label = labels.find((name) => {
    const value = first.get(name)
    return value && others.every((one) => one.get(name) === value)
  })
  return label === undefined ? undefined : [label, first.get(label)!]
}

/** The labels that a selector wants to be equal to a plain text. */
function equalsIn(selector: Part): Map<string, string> {
  const equals = new Map<string, string>()
  for (const part of nodesIn(selector)) {
    if (part.node.name !== 'UnquotedLabelMatcher') continue
    const [label, operator, value] = partsOf(part).map(textOf)
    const plain = /^["'`]([^"'`\\]*)["'`]$/.exec(value ?? '')?.[1]
    if (label !== undefined && operator === '=' && plain) equals.set(label, plain)
  }
  return equals
}
