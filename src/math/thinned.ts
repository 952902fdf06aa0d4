/** Every k-th value, with the least k that leaves at most `most`: for quantiles of long columns. */
export function thinned(values: Float64Array, most: number): Float64Array {
  const stride = Math.ceil(values.length / most)
  if (stride <= 1) return values
  const kept = new Float64Array(Math.ceil(values.length / stride))
  for (let i = 0; i < kept.length; i++) kept[i] = values[i * stride]!
  return kept
}
