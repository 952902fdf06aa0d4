import { DAY_BEFORE, LAST_DAY, LATELY, NEWEST, type Windows } from './windows.ts'

/** Standard deviations that still count as alike. */
const ALIKE = 0.7
/** Hours of the day that still count as the same. */
const SAME_HOURS = 2

/** Overlapping windows: so many to a horizon count as one of their own. */
const A_HORIZON = 4

/**
 * Share of past windows that crossed, foremost of those that began at about the same hour, as near to
 * the threshold as the series is now, after a day that went as near, and as near at the hours to come.
 * Only windows that began below the threshold; `usual` is the share to say while few resemble the present.
 */
export function resembling(windows: Windows, steps: number, usual: number): number {
  const { signs, columns, highest, now, origins, hoursApart } = windows
  const spread = [LATELY, LAST_DAY, DAY_BEFORE].map((column) => ({
    column,
    width: ALIKE * deviation(signs, columns, column),
  }))
  let alike = 0
  let crossed = 0
  for (let i = 0; i < highest.length; i++) {
    if (signs[i * columns + NEWEST]! <= 0) continue
    let distance = (hoursApart(origins[i]!) / SAME_HOURS) ** 2
    for (const { column, width } of spread)
      distance += ((signs[i * columns + column]! - now[column]!) / width) ** 2
    const weight = Math.exp(-distance / 2)
    alike += weight
    if (highest[i]! <= 0) crossed += weight
  }
  const one = steps / A_HORIZON
  return (crossed / one + usual / 2) / (alike / one + 0.5)
}

/** Standard deviation of a column, never zero. */
function deviation(signs: Float64Array, columns: number, column: number): number {
  const count = signs.length / columns
  let sum = 0
  let squares = 0
  for (let i = column; i < signs.length; i += columns) {
    sum += signs[i]!
    squares += signs[i]! ** 2
  }
  return Math.sqrt(Math.max(0, squares / count - (sum / count) ** 2)) + 1e-9
}
