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
 * Moves the n-th smallest of values[left, right] to place n, smaller ones before it and larger ones
 * behind it, and answers it (Hoare's quickselect). Values must be finite.
 */
export function selectNth(
  values: Float64Array,
  n: number,
  left = 0,
  right = values.length - 1,
): number {
  let first = left
  let last = right
  while (first < last) {
    const pivot = medianOfThree(values[first]!, values[(first + last) >> 1]!, values[last]!)
    let i = first
    let j = last
    while (i <= j) {
      while (values[i]! < pivot) i++
      while (values[j]! > pivot) j--
      if (i > j) break
      const swapped = values[i]!
      values[i++] = values[j]!
      values[j--] = swapped
    }
    if (n <= j) last = j
    else if (n >= i) first = i
    else break
  }
  return values[n]!
}

function medianOfThree(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c))
}
