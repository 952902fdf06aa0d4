/** The arithmetic and comparing operators on two numbers. */
export const ARITHMETIC: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '%': (a, b) => a % b,
  '^': (a, b) => a ** b,
  atan2: (a, b) => Math.atan2(a, b),
}

export const COMPARING: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '>': (a, b) => a > b,
  '<': (a, b) => a < b,
  '>=': (a, b) => a >= b,
  '<=': (a, b) => a <= b,
}

/**
 * The outcome for one pair: a number, or NaN with `drops` when a comparison filters it out. With
 * `bool` a comparison is 0 or 1; without, it keeps the left (or, with a scalar, the vector's) value.
 */
export interface PairOperator {
  readonly apply: (a: number, b: number) => number
  /** Whether the pair stays in the result. */
  readonly keeps: (a: number, b: number) => boolean
  /** Arithmetic and `bool` say nothing about the metric any more, so its name goes. */
  readonly dropsName: boolean
}

export function pairOperator(operator: string, bool: boolean): PairOperator {
  const compare = COMPARING[operator]
  if (!compare) return { apply: ARITHMETIC[operator]!, keeps: () => true, dropsName: true }
  if (bool) return { apply: (a, b) => (compare(a, b) ? 1 : 0), keeps: () => true, dropsName: true }
  return { apply: (a) => a, keeps: compare, dropsName: false }
}
