/**
 * HitRate@100 % and @150 % (Su et al. 2019, "OmniAnomaly", section 5.5): the share of the true
 * causes among as many, or half more, of the loudest columns. The first of equals wins.
 */
export function hitRates(
  loudness: ArrayLike<number>,
  causes: readonly number[],
): { at100: number; at150: number } {
  const ranked = Array.from(loudness, (value, column) => ({ value, column })).sort(
    (a, b) => b.value - a.value || a.column - b.column,
  )
  const share = (count: number) => {
    const guessed = new Set(ranked.slice(0, count).map(({ column }) => column))
    return causes.filter((cause) => guessed.has(cause)).length / causes.length
  }
  return { at100: share(causes.length), at150: share(Math.floor(1.5 * causes.length)) }
}
