/** A source that is new, or cannot be asked now, is looked at again this soon. */
const LOOK_AGAIN_SECONDS = 60

/**
 * Unix seconds of the next look for new metrics. A Prometheus that was started together with us has
 * little to show yet, and more with every target that it reaches: its age is the wait until the next
 * look, up to the usual one. `since` is the time of its oldest sample.
 */
export function nextLook(
  now: number,
  { queries, since, usual }: { queries: readonly unknown[]; since: number; usual: number },
): number {
  const age = queries.length === 0 ? 0 : now - since
  return now + Math.min(usual, Math.max(LOOK_AGAIN_SECONDS, age))
}
