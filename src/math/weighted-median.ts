/**
 * The value below and above which lies half of the weight; NaN without weight. Values that are not
 * finite, and weights that are not positive, do not count. O(n log n), and quick for a few dozen.
 */
export function weightedMedian(values: Float64Array, weights: Float64Array): number {
  const order: number[] = []
  let all = 0
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i]!) || !(weights[i]! > 0)) continue
    order.push(i)
    all += weights[i]!
  }
  sortBy(order, values)
  let below = 0
  for (let rank = 0; rank < order.length; rank++) {
    const i = order[rank]!
    below += weights[i]!
    if (below > all / 2) return values[i]!
    if (below === all / 2) return (values[i]! + values[order[rank + 1] ?? i]!) / 2
  }
  return NaN
}

/** Up to so many, insertion beats a sort that calls back. */
const FEW = 40

function sortBy(order: number[], values: Float64Array): void {
  if (order.length > FEW) {
    order.sort((a, b) => values[a]! - values[b]!)
    return
  }
  for (let i = 1; i < order.length; i++) {
    const index = order[i]!
    let at = i
    for (; at > 0 && values[order[at - 1]!]! > values[index]!; at--) order[at] = order[at - 1]!
    order[at] = index
  }
}
