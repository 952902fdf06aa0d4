import { BASELINE_LENGTH, type Baseline } from '../../detect/operations/baseline.ts'

/** What was usual for operations, as it is handed to workers: the baselines lie in shared memory. */
export interface PastOperations {
  /** `BASELINE_LENGTH` 32-bit floats for each number. */
  readonly bank: SharedArrayBuffer
  readonly names: readonly {
    readonly service: string
    readonly operation: string
    readonly number: number
  }[]
}

/** Finds the baseline of an operation by its names. */
export function baselinesOf({
  bank,
  names,
}: PastOperations): (operation: { service: string; operation: string }) => Baseline | undefined {
  const numbers = new Map(
    names.map(({ service, operation, number }) => [`${service}\0${operation}`, number]),
  )
  return ({ service, operation }) => {
    const number = numbers.get(`${service}\0${operation}`)
    if (number === undefined) return undefined
    return new Float32Array(bank, number * BASELINE_LENGTH * 4, BASELINE_LENGTH)
  }
}
