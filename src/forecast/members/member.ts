import type { Seasons } from '../seasons.ts'

/**
 * A way to forecast whose parameters are fixed: from `values` before `origin`, and nothing after, to
 * the `horizon` values that follow. Asking it at earlier origins shows how well it would have done.
 */
export type Member = (values: Float64Array, origin: number, horizon: number) => Float64Array

/** Learns a member from values; undefined when they are too few for it. */
export type FitMember = (values: Float64Array, seasons: Seasons) => Member | undefined
