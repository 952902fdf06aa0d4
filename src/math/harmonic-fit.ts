import { createRidge } from './ridge.ts'

export interface HarmonicFit {
  /** Cycles over the whole length of `places`. */
  readonly cycles: number
  readonly harmonics: number
  /** The periodic part at each place, its mean 0. */
  readonly periodic: Float64Array
  /** Sum of squares that mean, slope and periodic part leave. */
  readonly residual: number
}

/**
 * Least squares of a mean, a slope and `harmonics` sines and cosines of `cycles` per unit of place.
 * `places` are times scaled to 0…1, so gaps in the grid do no harm.
 */
export function fitHarmonics(
  values: Float64Array,
  places: Float64Array,
  { cycles, harmonics }: { cycles: number; harmonics: number },
): HarmonicFit {
  const columns = 2 + 2 * harmonics
  const row = new Float64Array(columns)
  const fill = (place: number) => {
    row[0] = 1
    row[1] = place - 0.5
    const angle = 2 * Math.PI * cycles * place
    for (let h = 1; h <= harmonics; h++) {
      row[2 * h] = Math.sin(h * angle)
      row[2 * h + 1] = Math.cos(h * angle)
    }
  }
  const ridge = createRidge(columns)
  values.forEach((value, i) => {
    fill(places[i]!)
    ridge.add(row, value, 1)
  })
  const weights = ridge.solve(0)
  const periodic = new Float64Array(values.length)
  let residual = 0
  values.forEach((value, i) => {
    fill(places[i]!)
    let sum = 0
    for (let column = 2; column < columns; column++) sum += weights[column]! * row[column]!
    periodic[i] = sum
    residual += (value - sum - weights[0]! - weights[1]! * row[1]!) ** 2
  })
  return { cycles, harmonics, periodic, residual }
}
