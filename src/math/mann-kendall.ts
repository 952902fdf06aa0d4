/**
 * How surely values rise (positive) or fall (negative), as a standard normal score: the count of
 * rising less falling pairs over its deviation without a trend (Mann 1945, Kendall 1975), with
 * the continuity correction; ties count nothing. O(n²): meant for tens of values.
 */
export function mannKendall(values: Float64Array): number {
  const length = values.length
  let score = 0
  for (let a = 0; a < length; a++)
    for (let b = a + 1; b < length; b++) score += Math.sign(values[b]! - values[a]!)
  const deviation = Math.sqrt((length * (length - 1) * (2 * length + 5)) / 18)
  return deviation > 0 ? (score - Math.sign(score)) / deviation : 0
}
