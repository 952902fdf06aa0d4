import { binaryOf, partsOf, textOf, unwrap, type Part } from './syntax.ts'

/** What an arithmetic expression of numbers amounts to, e.g. `14.4 * 0.001`; undefined for others. */
export function constantOf(part: Part): number | undefined {
  const own = unwrap(part)
  if (own.node.name === 'NumberDurationLiteral') return numberOf(textOf(own))
  if (own.node.name === 'UnaryExpr') {
    const [sign, of] = partsOf(own)
    const value = of && constantOf(of)
    if (sign === undefined || value === undefined) return undefined
    return textOf(sign) === '-' ? -value : value
  }
  const binary = binaryOf(own)
  if (binary === undefined) return undefined
  const left = constantOf(binary.left)
  const right = constantOf(binary.right)
  return left === undefined || right === undefined
    ? undefined
    : ARITHMETIC[binary.operator]?.(left, right)
}

const ARITHMETIC: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '%': (a, b) => a % b,
  '^': (a, b) => a ** b,
}

const SECONDS: Readonly<Record<string, number>> = {
  ms: 0.001,
  s: 1,
  m: 60,
  h: 3600,
  d: 86_400,
  w: 604_800,
  y: 31_536_000,
}

/** A literal as PromQL writes it; a duration is its seconds. */
function numberOf(text: string): number | undefined {
  const plain = text.toLowerCase().replaceAll('_', '')
  if (plain === 'inf' || plain === '+inf') return Infinity
  const value = Number(plain)
  if (!Number.isNaN(value)) return value
  if (!/^(\d+(ms|[smhdwy]))+$/.test(plain)) return undefined
  let sum = 0
  for (const [, amount, unit] of plain.matchAll(/(\d+)(ms|[smhdwy])/g))
    sum += Number(amount) * SECONDS[unit!]!
  return sum
}
