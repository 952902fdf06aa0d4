/** The candidate with the fewest edits, when few enough to be a slip. */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  const [best] = [...candidates]
    .map((candidate) => [candidate, editDistance(candidate, word)] as const)
    .sort((a, b) => a[1] - b[1])
  return best && best[1] <= Math.max(2, word.length / 5) ? best[0] : undefined
}

/** Levenshtein's distance by the two-row table. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const above = row
    row = [i]
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1
      row[j] = Math.min(above[j]! + 1, row[j - 1]! + 1, above[j - 1]! + cost)
    }
  }
  return row[b.length]!
}
