/**
 * Area under the precision-recall curve of rows as average precision: the sum of precision times
 * the gain in recall over all distinct thresholds. NaN when nothing is labelled.
 */
export function averagePrecision(labels: Uint8Array, scores: Float64Array): number {
  const rows = Uint32Array.from(scores.keys()).sort((a, b) => scores[b]! - scores[a]!)
  const labelled = labels.reduce((sum, label) => sum + label, 0)
  let hits = 0
  let before = 0
  let area = 0
  rows.forEach((row, i) => {
    hits += labels[row]!
    const next = rows[i + 1]
    // Rows of one score pass a threshold together.
    if (next !== undefined && scores[next] === scores[row]) return
    area += ((hits - before) / labelled) * (hits / (i + 1))
    before = hits
  })
  return labelled > 0 ? area : NaN
}
