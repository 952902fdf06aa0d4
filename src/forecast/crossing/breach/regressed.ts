import { createRidge } from '../../../math/ridge.ts'
import type { Windows } from './windows.ts'

const RIDGE = 0.01

/** Bandwidth: this share of the past forecasts lies nearer to the present one. */
const NEAR = 0.4

/**
 * Share of futures that cross when the highest value to come is foreseen directly: a ridge regression
 * of each past window's highest value on the signs before it, and on the present forecast the errors
 * of past ones, foremost of those that foresaw about as much. Windows overlap, so `steps` of them
 * count as one; `usual` is the share to say while there are few.
 */
export function regressed(windows: Windows, steps: number, usual: number): number {
  const { highest, weights } = windows
  const { past, now } = foreseen(windows)
  const width = bandwidth(past, now)
  let crossed = 0
  let near = 0
  let nearCrossed = 0
  for (let i = 0; i < past.length; i++) {
    // Distances below the threshold: at zero it is reached.
    const crosses = now + highest[i]! - past[i]! <= 0 ? 1 : 0
    crossed += crosses
    const away = (past[i]! - now) / width
    const weight = Math.abs(away) > 2 ? 0 : Math.exp(-away * away) * weights[i]!
    near += weight
    nearCrossed += weight * crosses
  }
  const anyTime = (crossed / steps + usual / 2) / (past.length / steps + 0.5)
  return (nearCrossed / steps + anyTime) / (near / steps + 1)
}

/** What the regression says of each past window, and of the one to come. */
function foreseen({ signs, columns, highest, weights, now }: Windows): {
  past: Float64Array
  now: number
} {
  const row = new Float64Array(columns + 1).fill(1)
  const ridge = createRidge(columns + 1)
  for (let i = 0; i < highest.length; i++) {
    row.set(signs.subarray(i * columns, (i + 1) * columns), 1)
    ridge.add(row, highest[i]!, weights[i]!)
  }
  const coefficients = ridge.solve(RIDGE)
  const say = (from: Float64Array, start: number) => {
    let sum = coefficients[0]!
    for (let j = 0; j < columns; j++) sum += coefficients[j + 1]! * from[start + j]!
    return sum
  }
  return { past: highest.map((_, i) => say(signs, i * columns)), now: say(now, 0) }
}

function bandwidth(past: Float64Array, now: number): number {
  const away = past.map((one) => Math.abs(one - now)).sort()
  return Math.max(1e-6, away[Math.floor(NEAR * away.length)]!)
}
