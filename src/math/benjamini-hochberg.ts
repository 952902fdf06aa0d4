/**
 * q-values of p-values, in the same order: the smallest false discovery rate at which each would be
 * called a discovery (Benjamini & Hochberg 1995). `tests` is the number of tests made when only the
 * interesting p-values are given.
 */
export function benjaminiHochberg(
  pValues: readonly number[],
  tests: number = pValues.length,
): Float64Array {
  const order = pValues.map((_, index) => index).sort((a, b) => pValues[a]! - pValues[b]!)
  const qValues = new Float64Array(pValues.length)
  let smallest = 1
  for (let rank = order.length; rank > 0; rank--) {
    const index = order[rank - 1]!
    smallest = Math.min(smallest, (pValues[index]! * tests) / rank)
    qValues[index] = smallest
  }
  return qValues
}
