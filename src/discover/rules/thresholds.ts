import type { Limit } from '../../model/signal.ts'
import { constantOf } from './constant.ts'
import { binaryOf, callOf, parse, textOf, unwrap, type BinaryPart, type Part } from './syntax.ts'

/** What a rule compares, and the number from which on it fires. */
export interface Threshold {
  readonly left: Part
  readonly value: number
  readonly direction: Limit['direction']
  /** `>` and `<`: the value itself does not fire. */
  readonly isStrict: boolean
}

type Refusal = { readonly reason: string }

/**
 * The thresholds of a rule's expression, or why it has none. Of parts joined by `and` the first that
 * compares with a number counts: what follows narrows down when the alert fires (enough traffic, not
 * read-only), and the value can be foreseen without it. `or` has one for each side; what is taken
 * away by `unless` is not looked at.
 */
export function thresholdsOf(part: Part): Threshold[] | Refusal {
  const own = unwrap(part)
  const binary = binaryOf(own)
  if (binary?.operator === 'or') {
    const sides = [thresholdsOf(binary.left), thresholdsOf(binary.right)]
    const found = sides.flatMap((side) => ('reason' in side ? [] : side))
    return found.length > 0 ? found : sides[0]!
  }
  if (binary?.operator === 'unless') return thresholdsOf(binary.left)
  if (binary?.operator === 'and') {
    const first = thresholdsOf(binary.left)
    const second = 'reason' in first ? thresholdsOf(binary.right) : first
    return 'reason' in second ? first : second
  }
  return binary === undefined ? behindAggregation(own) : comparisonOf(binary)
}

const DIRECTIONS: Readonly<Record<string, Limit['direction']>> = {
  '>': 'up',
  '>=': 'up',
  '<': 'down',
  '<=': 'down',
}

function comparisonOf(binary: BinaryPart): Threshold[] | Refusal {
  const { operator, left, right, isBool } = binary
  if (operator === '==' || operator === '!=')
    return { reason: `compares with ${operator}: a state, not a threshold` }
  const direction = DIRECTIONS[operator]
  if (direction === undefined) return { reason: 'compares with no number' }
  if (isBool) return { reason: 'its comparison answers 0 or 1 (bool)' }
  const inner = chainedIn(binary)
  if (inner !== undefined) return inner
  const [below, above] = [constantOf(left), constantOf(right)]
  if ((below === undefined) === (above === undefined))
    return { reason: 'compares series with series, not with a number' }
  const value = (above ?? below)!
  if (!Number.isFinite(value)) return { reason: 'compares with no finite number' }
  const isTurned = above === undefined
  const turned = direction === 'up' ? 'down' : 'up'
  return [
    {
      left: isTurned ? right : left,
      value,
      direction: isTurned ? turned : direction,
      isStrict: operator.length === 1,
    },
  ]
}

/** Of `x > 0.9 < 1` the first number counts, unless it only asks for there being something. */
function chainedIn({ left, ...outer }: BinaryPart): Threshold[] | undefined {
  const chained = binaryOf(left)
  if (chained === undefined || DIRECTIONS[chained.operator] === undefined) return undefined
  const inner = comparisonOf(chained)
  if ('reason' in inner) return undefined
  const isThere = inner[0]!.direction === 'up' && inner[0]!.value <= 0
  if (!isThere) return inner
  const compared = comparisonOf({ ...outer, left: inner[0]!.left })
  return 'reason' in compared ? undefined : compared
}

/** `max by (x) (y > 5)` fires when `max by (x) (y)` is above 5: the comparison may come last. */
function behindAggregation(part: Part): Threshold[] | Refusal {
  const none = { reason: 'compares with no number' }
  const call = callOf(part)
  const inner = call?.args.length === 1 ? call.args[0] : undefined
  const compared = inner && binaryOf(inner)
  if (call === undefined || inner === undefined || compared === undefined) return none
  const found = comparisonOf(compared)
  if ('reason' in found || found[0] === undefined) return none
  const { left, direction } = found[0]
  if (call.name !== (direction === 'up' ? 'max' : 'min')) return none
  const whole = uncompared(part, { inner, left })
  return whole === undefined ? none : [{ ...found[0], left: whole }]
}

/** The aggregation over the compared expression alone. */
function uncompared({ node, text }: Part, { inner, left }: { inner: Part; left: Part }) {
  return parse(
    text.slice(node.from, inner.node.from) + textOf(left) + text.slice(inner.node.to, node.to),
  )
}
