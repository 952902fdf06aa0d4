import type { ReceivedSpans } from '../model/span.ts'

/** Who is handed the spans that programs send, one request after the other. */
export interface SpanSink {
  /** Keeps what it needs and returns at once: the columns are the caller's last use of them. */
  take(spans: ReceivedSpans): void
}

/** Where nobody remembers spans. */
export const FORGETFUL: SpanSink = { take: () => undefined }
