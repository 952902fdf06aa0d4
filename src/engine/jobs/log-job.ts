import { analyzeLogs } from '../../detect/logs/analyze-logs.ts'
import type { LogAnalysis } from '../../model/log-analysis.ts'
import { readLogBody } from '../../sources/log-rows.ts'

export interface LogTask {
  readonly body: Uint8Array
  readonly contentType: string
  /** Unix seconds. */
  readonly now: number
}

/** Reads lines and answers as POST /api/v1/analyze/logs does. */
export function analyzeLogBody({ body, contentType, now }: LogTask): LogAnalysis {
  const { columns, rejected, warnings } = readLogBody(body, contentType, { now })
  return analyzeLogs(columns, { now, rejected, warnings })
}
