import type { Question } from '../question.ts'

/** What was reached this often, and left again, comes and goes. */
const OFTEN = 3

/**
 * Whether the threshold was reached on several occasions before: then what looks like a steady climb
 * is a swing like the others, and how they went tells more than the slope.
 */
export function comesAndGoes({ values, threshold }: Question): boolean {
  let comings = 0
  for (let i = 1; i < values.length && comings < OFTEN; i++)
    if (values[i]! >= threshold && values[i - 1]! < threshold) comings++
  return comings >= OFTEN
}
