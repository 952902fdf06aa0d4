/** Every k-th value, with the least k that leaves at most `most`: for quantiles of long columns. */
export function thinned(values: Float64Array, most: number): Float64Array {
  const stride = Math.ceil(values.length / most)
  return stride <= 1 ? values : values.filter((_, i) => i % stride === 0)
}
