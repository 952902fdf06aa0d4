/** Every error RootOps throws on purpose. `code` is stable; `message` is for people. */
export class RootOpsError extends Error {
  readonly code: string
  readonly statusCode: number
  /** The single faults inside, with their place, for problem documents and config errors. */
  readonly faults: readonly Fault[]

  constructor(
    code: string,
    message: string,
    options: { statusCode?: number; cause?: unknown; faults?: readonly Fault[] } = {},
  ) {
    super(message, { cause: options.cause })
    this.name = 'RootOpsError'
    this.code = code
    this.statusCode = options.statusCode ?? 500
    this.faults = options.faults ?? []
  }
}

/** One fault in something a person or a program gave us: where it is, and what is wrong there. */
export interface Fault {
  /** A path into the body (`traces[3].duration_ms`), a config key, or `file:line`. */
  readonly place: string
  readonly message: string
}

/** The one table of errors. A message says what is wrong, where, and what to do. */
export const errors = {
  seriesMisaligned: (timestamps: number, values: number) =>
    new RootOpsError('SERIES_MISALIGNED', `${timestamps} timestamps but ${values} values`),
  inputInvalid: (message: string, faults: readonly Fault[] = []) =>
    new RootOpsError('INPUT_INVALID', message, { statusCode: 400, faults }),
  inputImpossible: (message: string, faults: readonly Fault[] = []) =>
    new RootOpsError('INPUT_IMPOSSIBLE', message, { statusCode: 422, faults }),
  inputTooLarge: (what: string, limit: number) =>
    new RootOpsError('INPUT_TOO_LARGE', `${what} is over the limit of ${limit}`, {
      statusCode: 413,
    }),
  notFound: (what: string, id: string) =>
    new RootOpsError('NOT_FOUND', `no ${what} has the id "${id}"`, { statusCode: 404 }),
  configInvalid: (message: string, faults: readonly Fault[] = []) =>
    new RootOpsError('CONFIG_INVALID', message, { faults }),
  /** The source answered with an error of its own, e.g. a PromQL that does not parse. */
  sourceRefused: (message: string, cause?: unknown) =>
    new RootOpsError('SOURCE_REFUSED', message, { statusCode: 422, cause }),
  /** The source is gone, slow, or talks rubbish; trying again later may help. */
  sourceUnavailable: (message: string, cause?: unknown) =>
    new RootOpsError('SOURCE_UNAVAILABLE', message, { statusCode: 503, cause }),
  storeUnavailable: (message: string, cause?: unknown) =>
    new RootOpsError('STORE_UNAVAILABLE', message, { statusCode: 503, cause }),
  overloaded: (message: string) => new RootOpsError('OVERLOADED', message, { statusCode: 503 }),
}

/** What to say of anything that was thrown: its faults with their places, or its message. */
export function messageOf(error: unknown): string {
  if (error instanceof RootOpsError && error.faults.length > 0)
    return error.faults.map(({ place, message }) => `${place}: ${message}`).join('; ')
  return error instanceof Error ? error.message : String(error)
}
