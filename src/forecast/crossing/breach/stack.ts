import { type View, VIEWS } from './views.ts'

/** Weights of a logistic stacking: what is believed of each view's log odds. */
export interface Stack {
  readonly intercept: number
  readonly weights: Readonly<Record<View, number>>
}

/**
 * Fitted by `npm run bench -- breach`, which prints them anew: logistic regression of the outcomes of
 * some 11,000 questions (Azure machines 6 and 24 hours ahead, M4 hourly, NAB 24 hours ahead; thresholds from
 * the series' own history) on the views' log odds, a set of n questions weighing as the root of n.
 */
export const fittedStack: Stack = {
  intercept: 0.04,
  weights: { simulated: 0.32, rehearsed: 0.14, regressed: 0.33, resembling: 0.24 },
}

/** Of a share strictly between 0 and 1. */
export function logOdds(share: number): number {
  return Math.log(share / (1 - share))
}

/**
 * Probability from what the views say (Wolpert 1992, stacking; on log odds as Ranjan & Gneiting 2010).
 * The weight of an absent view goes to the others. Undefined without any view.
 */
export function stacked(
  shares: ReadonlyMap<View, number>,
  { intercept, weights }: Stack = fittedStack,
): number | undefined {
  let sum = 0
  let present = 0
  for (const [view, share] of shares) {
    present += weights[view]
    sum += weights[view] * logOdds(share)
  }
  if (present <= 0) return undefined
  const whole = VIEWS.reduce((total, view) => total + weights[view], 0)
  return 1 / (1 + Math.exp(-intercept - (sum * whole) / present))
}
