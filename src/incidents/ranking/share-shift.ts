/** Calls of an operation, and how many of them showed a feature. */
export interface Share {
  readonly hits: number
  readonly calls: number
}

export interface Shift {
  /** Signed, robust. */
  readonly z: number
  readonly now: number
  readonly usual: number
}

/** Fewer calls in a window than these have no share. */
export const MIN_CALLS = 3
/** Fewer reference windows than these do not tell what is usual. */
export const MIN_WINDOWS = 3
/** A share is never known better than this. */
const LEAST_SHARE = 0.004
const LEAST_SPREAD = 0.01

/**
 * How far a share lies from its median over reference windows, in standard deviations: binomial noise
 * of both sides, and the spread between the windows (median absolute deviation). Reference windows may
 * be incidents themselves: that they are few is all that is asked of them. What the reference did as
 * often is no news: z is scaled by the part of the windows that did not go as far. Undefined where
 * there is too little data.
 */
export function shareShift(now: Share, reference: readonly Share[]): Shift | undefined {
  const windows = reference.filter(({ calls }) => calls >= MIN_CALLS)
  if (now.calls < MIN_CALLS || windows.length < MIN_WINDOWS) return undefined
  const shares = windows.map(({ hits, calls }) => hits / calls)
  const usual = middleOf(shares)
  const share = now.hits / now.calls
  const away = shares.map((one) => Math.abs(one - usual))
  const between = 1.4826 * middleOf(away)
  const far = away.filter((one) => one > Math.abs(share - usual) - 1e-9).length / windows.length
  const calls = middleOf(windows.map((one) => one.calls))
  const edge = Math.max(0.5 / (calls * Math.sqrt(windows.length) + 1), LEAST_SHARE)
  const q = Math.min(Math.max(usual, edge), 1 - edge)
  const noise = q * (1 - q) * (1 / now.calls + 1 / (calls * windows.length))
  const z = (share - usual) / Math.sqrt(noise + between ** 2 + LEAST_SPREAD ** 2)
  return { z: z * (1 - far), now: share, usual }
}

/** NaN for none. */
export function middleOf(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort()
  const half = sorted.length >> 1
  if (sorted.length % 2 === 1) return sorted[half]!
  return (sorted[half - 1]! + sorted[half]!) / 2
}
