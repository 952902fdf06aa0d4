import { RootOpsError } from '../../errors.ts'

/** The query itself is wrong: Prometheus' `bad_data`, 400. */
export function badQuery(message: string): RootOpsError {
  return new RootOpsError('BAD_DATA', message, { statusCode: 400 })
}

/** The query is right but cannot be answered with this data: Prometheus' `execution`, 422. */
export function cannotExecute(message: string): RootOpsError {
  return new RootOpsError('EXECUTION', message, { statusCode: 422 })
}
