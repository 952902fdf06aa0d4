/**
 * How long an episode that goes on will still last, in hours, drawn at random.
 *
 * Lengths of incidents have heavy tails: most end within hours, and one that has lasted for days is
 * likely to last for days more. A Lomax distribution of scale one hour says so; its index is learned
 * from this service's own past episodes, from a prior that is worth two of them (index 1, by which
 * half of what has lasted for t ends within another t: Gott 1993). The episode under way counts as
 * one that has not ended yet. A fresh index is drawn each time, so that few episodes mean much doubt.
 */
export function remainingHours(
  age: number,
  past: readonly number[],
): (random: () => number) => number {
  const shape = past.length + PRIOR
  const seen = past.reduce((sum, length) => sum + Math.log1p(length / SCALE), 0)
  const rate = PRIOR + seen + Math.log1p(age / SCALE)
  return (random) => {
    const index = gamma(shape, random) / rate
    return (age + SCALE) * Math.expm1(-Math.log(1 - random()) / Math.max(index, LEAST_INDEX))
  }
}

const PRIOR = 2
const SCALE = 1
/** Keeps the exponential finite. */
const LEAST_INDEX = 0.02

/** A draw of the gamma distribution of whole shape and scale 1: a sum of exponentials. */
function gamma(shape: number, random: () => number): number {
  let sum = 0
  for (let i = 0; i < shape; i++) sum -= Math.log(1 - random())
  return sum
}
