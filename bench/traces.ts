import { createRandom } from '../src/math/random.ts'
import { compareFresh } from './compare-fresh.ts'
import type { Row, Suite } from './suite.ts'

const SERIES = 1000
/** An hour at a sample every 15 seconds, both ends included. */
const SAMPLES = 241
const START_MS = 1_789_996_400_000
const MILLION = 1_000_000
const MANY = 5000
const WANTED: Readonly<Record<string, { readonly cpu: string; readonly memory?: string }>> = {
  '100,000 rows': { cpu: '≤ 1.6 × JSON.parse' },
  '1,000,000 rows': { cpu: '≤ 1,000 ms', memory: '≤ 400 MB with the body' },
  '100,000 rows of 5,000 operations': { cpu: '≤ 1.6 × JSON.parse' },
}

export const suite: Suite = {
  what: 'a body of trace rows, from bytes to the answer, against JSON.parse of the same bytes alone',
  async run() {
    const rows: Row[] = []
    for (const count of [1000, 10_000, 100_000, MILLION])
      rows.push(...(await measure(`${count.toLocaleString('en')} rows`, traceBody(count))))
    const many = `100,000 rows of ${MANY.toLocaleString('en')} operations`
    rows.push(...(await measure(many, traceBody(100_000, MANY))))
    const samples = `${(SERIES * SAMPLES).toLocaleString('en')} samples of metrics as rows`
    rows.push(...(await measure(samples, sampleBody(SERIES))))
    return rows
  },
}

async function measure(what: string, body: Uint8Array): Promise<Row[]> {
  const [ours, parse] = await compareFresh(body, 'traces', 'parse')
  const megabytes = (body.length / 1e6).toFixed(1)
  const line = (of: 'cold' | 'warm') =>
    `${ours[of].toFixed(1)} ms CPU, ${(ours[of] / parse[of]).toFixed(2)} × JSON.parse (${parse[of].toFixed(1)} ms)`
  const { cpu = '', memory = '' } = WANTED[what] ?? {}
  return [
    { what: `${what} (${megabytes} MB)`, measured: line('warm'), wanted: cpu },
    { what: `the same, the first of a process`, measured: line('cold') },
    {
      what: `memory for it, beside the ${megabytes} MB`,
      measured: `${mega(ours.memory)}; JSON.parse ${mega(parse.memory)}`,
      wanted: memory,
    },
  ]
}

function mega(bytes: number): string {
  return `${(bytes / 1e6).toFixed(0)} MB`
}

/**
 * Rows of the documented shape over an hour: of 5 services and, where not said otherwise, 20
 * operations. Row by row as text: a million objects at once would be larger than the body.
 */
export function traceBody(count: number, operations = 20): Uint8Array {
  const random = createRandom(7)
  const rows = Array.from({ length: count }, (_, i) =>
    JSON.stringify({
      trace_id: `trace-${i.toString(16).padStart(12, '0')}`,
      service: `service-${i % 5}`,
      operation: `GET /api/v1/op/${i % operations}`,
      duration_ms: Number((20 + 5 * (i % 20) + 30 * random() ** 3).toFixed(3)),
      timestamp: new Date(START_MS + Math.floor((i * 3_600_000) / count)).toISOString(),
    }),
  )
  return Buffer.from(`{"traces":[${rows.join(',')}]}`)
}

/**
 * What a script makes of the answer of `rate(http_requests_total[5m])`: series after series, a row a
 * sample, the metric's name lost, times without an offset, the same trace ids in every series.
 */
function sampleBody(series: number): Uint8Array {
  const random = createRandom(8)
  const rows = Array.from({ length: series * SAMPLES }, (_, i) => {
    const milliseconds = START_MS + (i % SAMPLES) * 15_000
    return {
      trace_id: `shop_${milliseconds / 1000}`,
      service: 'shop',
      operation: 'unknown',
      duration_ms: (1 + Math.floor(i / SAMPLES) / 100 + random()) * 1000,
      timestamp: new Date(milliseconds).toISOString().slice(0, 19),
    }
  })
  return Buffer.from(JSON.stringify({ traces: rows }))
}
