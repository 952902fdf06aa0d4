import { STATUS_CODES } from 'node:http'

import { RootOpsError, type Fault } from '../errors.ts'

/** An error answer after RFC 9457. */
export interface Problem {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail: string
  readonly errors?: readonly Fault[]
}

/** Texts in a problem are cut: a message about a huge value must not carry the value back. */
const MAX_DETAIL = 1000
const MAX_PLACE = 200
const MAX_FAULTS = 100

export interface ProblemText {
  readonly status: number
  /** Becomes the type, `urn:rootops:error:…`. */
  readonly code: string
  readonly detail: string
  readonly faults?: readonly Fault[]
}

export function createProblem({ status, code, detail, faults = [] }: ProblemText): Problem {
  const problem = {
    type: `urn:rootops:error:${code.toLowerCase().replaceAll('_', '-')}`,
    title: STATUS_CODES[status] ?? 'Error',
    status,
    detail: cut(detail, MAX_DETAIL),
  }
  if (faults.length === 0) return problem
  return {
    ...problem,
    errors: faults.slice(0, MAX_FAULTS).map(({ place, message }) => ({
      place: cut(place, MAX_PLACE),
      message: cut(message, MAX_DETAIL),
    })),
  }
}

function cut(text: string, limit: number): string {
  return text.length > limit ? `${text.slice(0, limit - 1)}…` : text
}

/** What Fastify throws, in our words. Everything else of its errors keeps only its status. */
const FRAMEWORK_DETAILS: Readonly<Record<string, string>> = {
  FST_ERR_CTP_INVALID_JSON_BODY: 'the body is not valid JSON',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'the body is empty; JSON was expected',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'the body is not as long as Content-Length says',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'this Content-Type is not understood here',
  FST_ERR_BAD_URL: 'the path is not a valid URL',
}

interface FrameworkError {
  readonly code?: string
  readonly statusCode?: number
  readonly validation?: readonly { readonly instancePath: string; readonly message?: string }[]
  readonly validationContext?: string
}

/** Any thrown value as a problem. A 5xx that is not from our own table shows no message. */
export function problemOf(thrown: unknown, bodyLimit: number): Problem {
  if (thrown instanceof RootOpsError) return ownProblem(thrown)
  const error = (thrown ?? {}) as FrameworkError
  const status = clientStatus(error)
  if (status === undefined)
    return createProblem({ status: 500, code: 'INTERNAL', detail: INTERNAL_DETAIL })
  if (error.validation) return validationProblem(error)
  if (status === 413)
    return createProblem({
      status,
      code: 'INPUT_TOO_LARGE',
      detail: `the body is over the limit of ${bodyLimit} bytes`,
    })
  const detail = FRAMEWORK_DETAILS[error.code ?? ''] ?? 'the request is malformed'
  return createProblem({ status, code: 'INPUT_INVALID', detail })
}

const INTERNAL_DETAIL = 'something went wrong inside RootOps; its log says what'

function ownProblem(error: RootOpsError): Problem {
  const { statusCode: status, code, message, faults } = error
  // 503 is for people (come back later); a plain 500 from the table is a defect of ours.
  const detail = status === 500 ? INTERNAL_DETAIL : message
  return createProblem({ status, code, detail, faults: status === 500 ? [] : faults })
}

function clientStatus({ statusCode }: FrameworkError): number | undefined {
  return statusCode !== undefined && statusCode >= 400 && statusCode < 500 ? statusCode : undefined
}

function validationProblem({ validation = [], validationContext = '' }: FrameworkError): Problem {
  const faults = validation.map(({ instancePath, message }) => ({
    place: `${validationContext}${instancePath.replaceAll('/', '.')}`,
    message: message ?? 'is not valid',
  }))
  const where = validationContext === 'body' ? 'body' : 'address'
  return createProblem({
    status: 400,
    code: 'INPUT_INVALID',
    detail: `the ${where} is not as it should be`,
    faults,
  })
}
