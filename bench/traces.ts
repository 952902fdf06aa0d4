import { analyzeTraceBody } from '../src/engine/jobs/trace-job.ts'
import { createRandom } from '../src/math/random.ts'
import { compare, type Row, type Suite } from './suite.ts'

export const suite: Suite = {
  what: 'a body of trace rows, from bytes to the answer, against JSON.parse alone',
  run: async () => [1000, 10_000, 100_000].map(measure),
}

function measure(rows: number): Row {
  const body = traceBody(rows)
  const [ours, parse] = compare(
    () => analyzeTraceBody({ body, now: 1_790_000_000 }),
    () => JSON.parse(Buffer.from(body).toString()),
  )
  return {
    what: `${rows} rows (${(body.length / 1e6).toFixed(1)} MB)`,
    measured: `${ours.toFixed(1)} ms CPU, ${(ours / parse).toFixed(2)} × JSON.parse (${parse.toFixed(1)} ms)`,
    ...(rows === 100_000 && { wanted: '≤ 2 × JSON.parse' }),
  }
}

/** Rows of the documented shape: 20 operations of 5 services over an hour. */
export function traceBody(count: number): Uint8Array {
  const random = createRandom(7)
  const rows = Array.from({ length: count }, (_, i) => ({
    trace_id: `trace-${i.toString(16).padStart(12, '0')}`,
    service: `service-${i % 5}`,
    operation: `GET /api/v1/op/${i % 20}`,
    duration_ms: Number((20 + 5 * (i % 20) + 30 * random() ** 3).toFixed(3)),
    timestamp: new Date(1_789_996_400_000 + Math.floor((i * 3_600_000) / count)).toISOString(),
  }))
  return Buffer.from(JSON.stringify({ traces: rows }))
}
