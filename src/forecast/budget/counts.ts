/**
 * Events by equal stretches of time, the oldest first. `total` is NaN where nothing is known; no
 * events are 0. Counts need not be whole: Prometheus extrapolates them.
 */
export interface Counts {
  /** Seconds of one stretch. */
  readonly step: number
  /** Unix seconds at which the newest stretch ends. */
  readonly end: number
  readonly errors: Float64Array
  readonly total: Float64Array
}

export interface Events {
  readonly errors: number
  readonly total: number
}

/** Sum over the newest `stretches`, rounded to whole ones; unknown ones count as no events. */
export function sumOfNewest({ errors, total }: Counts, stretches: number): Events {
  let bad = 0
  let all = 0
  for (let i = Math.max(0, total.length - Math.round(stretches)); i < total.length; i++) {
    if (!(total[i]! > 0)) continue
    all += total[i]!
    bad += Math.min(total[i]!, errors[i]! || 0)
  }
  return { errors: bad, total: all }
}

export function ratioOf({ errors, total }: Events): number {
  return total > 0 ? errors / total : 0
}
