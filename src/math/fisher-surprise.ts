/**
 * Two surprises (-log10 of a p-value each) as one, after Fisher 1925: with S = -ln(p·q) the product
 * of two independent p-values is that small with probability e^-S·(1 + S). It rises with both and is
 * below their sum, because two looks at one thing find something more often than one.
 */
export function fisherSurprise(one: number, other: number): number {
  const both = one + other
  return both - Math.log10(1 + Math.LN10 * both)
}
