/** A member whose past errors are more than this many times those of the best is not heard. */
const TRUSTED = 2

/** How fast a member loses weight with its past errors: half as good counts an eighth. */
const POWER = 3

/** A member that is heard, by its place among those that were asked. */
export interface Voice {
  readonly member: number
  /** 1 for the best. */
  readonly weight: number
}

/** The members worth hearing, by their past losses, and how loud. At least one. */
export function voicesOf(losses: readonly number[]): Voice[] {
  const best = Math.min(...losses)
  return losses.flatMap((loss, member) => {
    if (loss > TRUSTED * best) return []
    return { member, weight: loss > best ? (best / loss) ** POWER : 1 }
  })
}

/**
 * Step-wise weighted median of forecasts, drawn straight between the two that surround the middle:
 * one that goes astray does not matter, and those that were better matter more. Weights are positive.
 */
export function weightedMedian(
  forecasts: readonly Float64Array[],
  weights: readonly number[],
): Float64Array {
  const half = weights.reduce((sum, weight) => sum + weight, 0) / 2
  const order = forecasts.map((_, m) => m)
  return forecasts[0]!.map((_, i) => {
    sortBy(order, forecasts, i)
    let passed = 0
    let place = -Infinity
    let value = forecasts[order[0]!]![i]!
    for (const m of order) {
      // A forecast stands at the middle of its weight.
      const next = passed + weights[m]! / 2
      const upper = forecasts[m]![i]!
      if (next >= half)
        return place === -Infinity
          ? upper
          : value + ((upper - value) * (half - place)) / (next - place)
      passed += weights[m]!
      place = next
      value = upper
    }
    return value
  })
}

/** By the forecasts of one step, in place. From step to step the order hardly changes. */
function sortBy(order: number[], forecasts: readonly Float64Array[], step: number): void {
  for (let i = 1; i < order.length; i++) {
    const member = order[i]!
    const value = forecasts[member]![step]!
    let place = i
    while (place > 0 && forecasts[order[place - 1]!]![step]! > value) {
      order[place] = order[place - 1]!
      place--
    }
    order[place] = member
  }
}
