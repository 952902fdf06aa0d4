import type { ReceivedSpans } from '../../model/span.ts'
import { withTraceIds } from '../../sources/otlp/trace-id.ts'

/** One span of a test, in words. */
export interface TestSpan {
  readonly service?: string
  readonly operation?: string
  /** Unix seconds of the start. */
  readonly start: number
  readonly ms: number
  readonly failed?: boolean
  /** Numbers of the trace, the span, and of its parent; a new trace, and none, when absent. */
  readonly trace?: number
  readonly span?: number
  readonly parent?: number
  readonly kind?: number
  readonly attributes?: Readonly<Record<string, string>>
}

/** Spans as a receiver makes them of one request. */
export function receivedSpans(spans: readonly TestSpan[]): ReceivedSpans {
  const strings: string[] = []
  const text = (of: string) => {
    const at = strings.indexOf(of)
    return at < 0 ? strings.push(of) - 1 : at
  }
  const traces = [...new Set(spans.map(({ trace }, i) => trace ?? -i - 1))]
  const traceIds = Int32Array.from(traces.flatMap((trace) => [0x4bf92f35, 0x77b34da6, -1, trace]))
  const pairs = new Map<string, number>()
  const offsets = new Uint32Array(spans.length + 1)
  const attributes = spans.flatMap(({ attributes: own = {} }, i) => {
    const numbers = Object.entries(own).map(([key, value]) => {
      const pair = `${text(key)} ${text(value)}`
      if (!pairs.has(pair)) pairs.set(pair, pairs.size)
      return pairs.get(pair)!
    })
    offsets[i + 1] = offsets[i]! + numbers.length
    return numbers
  })
  const side = (at: number) =>
    Uint32Array.from([...pairs.keys()], (pair) => Number(pair.split(' ')[at]))
  return withTraceIds({
    length: spans.length,
    service: Uint32Array.from(spans, ({ service = 'shop' }) => text(service)),
    operation: Uint32Array.from(spans, ({ operation = 'GET /' }) => text(operation)),
    trace: Uint32Array.from(spans, ({ trace }, i) => traces.indexOf(trace ?? -i - 1) + 1),
    span: Uint32Array.from(spans, ({ span }, i) => span ?? i + 1),
    parent: Uint32Array.from(spans, ({ parent = 0 }) => parent),
    durationMs: Float64Array.from(spans, ({ ms }) => ms),
    timestamp: Float64Array.from(spans, ({ start }) => start),
    failed: Uint8Array.from(spans, ({ failed = false }) => (failed ? 1 : 0)),
    sourceRow: Uint32Array.from(spans, (_, i) => i),
    kind: Uint8Array.from(spans, ({ kind = 2 }) => kind),
    attributeOffsets: offsets,
    attributes: Uint32Array.from(attributes),
    pairKey: side(0),
    pairValue: side(1),
    strings,
    traceIds,
  })
}
