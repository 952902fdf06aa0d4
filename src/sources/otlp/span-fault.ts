/** Why a span cannot be used: a label for counting, and words for whoever sent it. */
export interface SpanFault {
  readonly reason: string
  readonly message: string
}

export const NO_TRACE_ID: SpanFault = {
  reason: 'span_without_trace_id',
  message: 'trace_id is missing, zero, or not of 16 bytes',
}
export const NO_SPAN_ID: SpanFault = {
  reason: 'span_without_span_id',
  message: 'span_id is missing, zero, or not of 8 bytes',
}
export const BAD_PARENT_ID: SpanFault = {
  reason: 'span_with_bad_parent_id',
  message: 'parent_span_id is not of 8 bytes',
}
export const NO_START: SpanFault = {
  reason: 'span_without_start',
  message: 'start_time_unix_nano is missing or not a time',
}
export const ENDS_EARLY: SpanFault = {
  reason: 'span_ends_before_start',
  message: 'end_time_unix_nano is missing, not a time, or before the start',
}
