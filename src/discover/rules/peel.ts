import type { Unit } from '../../model/signal.ts'
import { constantOf } from './constant.ts'
import { quantityOf } from './quantity.ts'
import { binaryOf, parse, textOf, unwrap, type Part } from './syntax.ts'
import type { Threshold } from './thresholds.ts'

const SCALABLE: ReadonlySet<Unit> = new Set<Unit>(['seconds', 'bytes', 'bytes_per_second'])

/**
 * Moves a factor that only changes the unit to the other side: `free / 1024 / 1024 < 500` asks the
 * same as `free < 524288000`, and `100 * used / size > 90` the same as `used / size > 0.9`.
 */
export function peel(threshold: Threshold): Threshold {
  const scaled = scaledPart(unwrap(threshold.left))
  if (scaled === undefined) return threshold
  return peel({ ...threshold, left: scaled.inner, value: round(threshold.value / scaled.by) })
}

function scaledPart(part: Part): { inner: Part; by: number } | undefined {
  const binary = binaryOf(part)
  if (binary === undefined || (binary.operator !== '*' && binary.operator !== '/')) return undefined
  const { operator, left, right } = binary
  const [before, after] = [constantOf(left), constantOf(right)]
  if (after !== undefined) return worthPeeling(left, operator === '*' ? after : 1 / after)
  if (before !== undefined && operator === '*') return worthPeeling(right, before)
  return operator === '/' ? factorOfDividend(part, left) : undefined
}

/** `100 * a / b` and `a * 100 / b`: the same as `a / b * 100`. */
function factorOfDividend({ node, text }: Part, dividend: Part) {
  const binary = binaryOf(dividend)
  if (binary?.operator !== '*') return undefined
  const [before, after] = [constantOf(binary.left), constantOf(binary.right)]
  const by = before ?? after
  const rest = before === undefined ? binary.left : binary.right
  if (by === undefined) return undefined
  // What stands between dividend and divisor (how series are matched) stays where it is.
  const behind = text.slice(node.children[0]!.to, node.to)
  const whole = parse(`(${textOf(rest)})${behind}`)
  return whole === undefined ? undefined : worthPeeling(whole, by)
}

function worthPeeling(inner: Part, by: number): { inner: Part; by: number } | undefined {
  if (!(by > 0) || !Number.isFinite(by)) return undefined
  const { unit } = quantityOf(inner)
  return SCALABLE.has(unit) || (unit === 'ratio' && by === 100) ? { inner, by } : undefined
}

/** Twelve digits, so that 90 / 100 is 0.9 and 0.1 + 0.2 no secret. */
export function round(value: number): number {
  return Number(value.toPrecision(12))
}
