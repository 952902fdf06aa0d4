/**
 * Whether a value has reached a threshold: `up` means at or above it, `down` at or below. Both are
 * compared as float32, because that is how the newest samples are kept.
 */
export function isReached(value: number, threshold: number, direction: 'up' | 'down'): boolean {
  const kept = Math.fround(value)
  const bar = Math.fround(threshold)
  return direction === 'up' ? kept >= bar : kept <= bar
}
