/**
 * Quantiles p (0…1, ascending) of finite values in any order, exactly as quantileSorted would
 * answer of the sorted ones, without sorting: O(n). The values are reordered.
 */
export function selectQuantiles(values: Float64Array, ps: readonly number[]): number[] {
  let from = 0
  return ps.map((p) => {
    if (values.length === 0) return NaN
    const index = (values.length - 1) * p
    const below = Math.floor(index)
    const low = selectNth(values, below, from)
    from = below
    if (below === index) return low
    let high = Infinity
    for (let i = below + 1; i < values.length; i++) if (values[i]! < high) high = values[i]!
    return low + (high - low) * (index - below)
  })
}

/**
 * Moves the n-th smallest value to place n, smaller ones before it and larger ones behind it
 * (Hoare's quickselect). Places before `from` are in order.
 */
function selectNth(values: Float64Array, n: number, from: number): number {
  let left = from
  let right = values.length - 1
  while (left < right) {
    const pivot = medianOfThree(values[left]!, values[(left + right) >> 1]!, values[right]!)
    let i = left
    let j = right
    while (i <= j) {
      while (values[i]! < pivot) i++
      while (values[j]! > pivot) j--
      if (i > j) break
      const swapped = values[i]!
      values[i++] = values[j]!
      values[j--] = swapped
    }
    if (n <= j) right = j
    else if (n >= i) left = i
    else break
  }
  return values[n]!
}

function medianOfThree(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c))
}
