/** A column, and its highest surprise while something was odd. */
export interface Blame {
  readonly column: number
  readonly score: number
}

/** Raises each column's highest surprise so far to that of a row. Start with zeros. */
export function raisePeaks(peaks: Float64Array, columnScores: Float64Array): void {
  for (let column = 0; column < peaks.length; column++)
    if (columnScores[column]! > peaks[column]!) peaks[column] = columnScores[column]!
}

/**
 * The columns to blame, loudest first, those of at least `least` only (2: one row in a hundred).
 * A column's peak ranks true causes better than its part in the distance, which columns share.
 */
export function rankBlame(peaks: Float64Array, least = 2): Blame[] {
  return Array.from(peaks, (score, column) => ({ column, score }))
    .filter(({ score }) => score >= least)
    .sort((a, b) => b.score - a.score || a.column - b.column)
}
