import type { Labels } from '../model/series.ts'
import type { Matcher } from './promql.ts'

/** Labels that may tell how a request or a job ended, most telling first. */
const VERDICT_LABELS = [
  'status_code',
  'http_status_code',
  'http_response_status_code',
  'response_code',
  'http_status',
  'status',
  'code',
  'grpc_code',
  'grpc_status',
  'rpc_grpc_status_code',
  'status_class',
  'outcome',
  'result',
  'success',
  'error',
  'failed',
]

const HTTP_CODE = /^[1-5](\d\d|xx|XX)$/
const HTTP_FAILED = '5..'

/** The gRPC codes for which a server is to blame (OpenTelemetry's semantic conventions). */
const GRPC_FAILED = 'Unknown|DeadlineExceeded|Unimplemented|Internal|Unavailable|DataLoss'
const GRPC_CODE =
  /^(OK|Canceled|Cancelled|InvalidArgument|NotFound|AlreadyExists|PermissionDenied|ResourceExhausted|FailedPrecondition|Aborted|OutOfRange|Unauthenticated|Unknown|DeadlineExceeded|Unimplemented|Internal|Unavailable|DataLoss)$/
const GRPC_UPPER_FAILED = 'UNKNOWN|DEADLINE_EXCEEDED|UNIMPLEMENTED|INTERNAL|UNAVAILABLE|DATA_LOSS'
const GRPC_UPPER_CODE =
  /^(OK|CANCELLED|INVALID_ARGUMENT|NOT_FOUND|ALREADY_EXISTS|PERMISSION_DENIED|RESOURCE_EXHAUSTED|FAILED_PRECONDITION|ABORTED|OUT_OF_RANGE|UNAUTHENTICATED|UNKNOWN|DEADLINE_EXCEEDED|UNIMPLEMENTED|INTERNAL|UNAVAILABLE|DATA_LOSS)$/
const GRPC_NUMBER_FAILED = '2|4|12|13|14|15'

/** `CLIENT_ERROR` is not here: the caller's mistakes are no failure of the service. */
const FAILED_WORDS =
  '(?i)(error|errors|err|failed|failure|fail|fatal|exception|timeout|timed_out|server_error|unavailable|panic|crashed|lost)'
const FAILED_WORD =
  /^(error|errors|err|failed|failure|fail|fatal|exception|timeout|timed_out|server_error|unavailable|panic|crashed|lost)$/i
const PASSED_WORD = /^(ok|success|successful|succeeded|passed|pass|completed|complete)$/i

/**
 * The matcher that picks the failed part of a metric's series, from a label that tells; undefined
 * where none does. It is chosen by what the label's values look like, not by whether a failure has
 * been seen: a service that never failed yet is the one whose first failure matters.
 */
export function failureMatcher(labelSets: readonly Labels[]): Matcher | undefined {
  for (const label of VERDICT_LABELS) {
    const values = new Set<string>()
    for (const labels of labelSets) if (labels[label]) values.add(labels[label])
    const matcher = values.size === 0 ? undefined : judge(label, [...values])
    if (matcher !== undefined) return matcher
  }
  return undefined
}

function judge(label: string, values: readonly string[]): Matcher | undefined {
  if (/^(success|error|failed)$/.test(label)) return judgeBoolean(label, values)
  const most = (pattern: RegExp) =>
    values.filter((value) => pattern.test(value)).length * 2 > values.length
  if (label.includes('grpc') && most(/^([0-9]|1[0-6])$/)) return [label, '=~', GRPC_NUMBER_FAILED]
  if (most(HTTP_CODE)) return [label, '=~', HTTP_FAILED]
  if (values.some((value) => FAILED_WORD.test(value) || PASSED_WORD.test(value)) && !onlyOk(values))
    return [label, '=~', FAILED_WORDS]
  if (most(GRPC_CODE)) return [label, '=~', GRPC_FAILED]
  if (most(GRPC_UPPER_CODE)) return [label, '=~', GRPC_UPPER_FAILED]
  return undefined
}

/** A lone `OK` says gRPC rather than prose; prose says `ok` or `success`. */
function onlyOk(values: readonly string[]): boolean {
  return values.includes('OK') && !values.some((value) => FAILED_WORD.test(value))
}

function judgeBoolean(label: string, values: readonly string[]): Matcher | undefined {
  if (!values.every((value) => /^(true|false|0|1|yes|no)$/i.test(value))) return undefined
  return [label, '=~', label === 'success' ? '(?i)(false|0|no)' : '(?i)(true|1|yes)']
}
