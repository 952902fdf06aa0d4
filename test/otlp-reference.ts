import { KEPT_ATTRIBUTES } from '../src/sources/otlp/kept-attributes.ts'
import type { ReceivedSpans } from '../src/model/span.ts'
import type { AnyValue, KeyValue, Span, TraceRequest } from './otlp-messages.ts'

/** One span in plain words, to compare what different readers understood. */
export interface PlainSpan {
  readonly index: number
  readonly service: string
  readonly operation: string
  readonly traceId: string
  /** Place, among the spans of the same span id, that stands for the id. */
  readonly span: number
  readonly parent: number
  readonly durationMs: number
  readonly timestamp: number
  readonly failed: boolean
  readonly kind: number
  readonly attributes: Readonly<Record<string, string>>
}

/** What a request holds, read slowly and plainly from its parsed JSON. */
export function plainSpans(request: TraceRequest): { spans: PlainSpan[]; rejected: number } {
  const ids = new Map<string, number>()
  const numberOf = (id: string) => {
    if (/^0*$/.test(id)) return 0
    if (!ids.has(id)) ids.set(id, ids.size + 1)
    return ids.get(id)!
  }
  const spans: PlainSpan[] = []
  let index = 0
  for (const { resource, scopeSpans = [] } of request.resourceSpans ?? []) {
    const own = resource?.attributes ?? []
    const named = own.filter(
      ({ key, value }) => key === 'service.name' && textOf(value) !== undefined,
    )
    const service = textOf(named.at(-1)?.value) || 'unknown'
    for (const span of scopeSpans.flatMap((scope) => scope.spans ?? [])) {
      const row = { index: index++, service, base: keptOf(own) }
      const { spanId = '', parentSpanId = '' } = span
      const numbers = { span: spanId.length === 16 ? numberOf(spanId) : 0, parent: 0 }
      if (parentSpanId.length === 16) numbers.parent = numberOf(parentSpanId)
      if (isUsable(span)) spans.push({ ...plainSpan(span, row), ...numbers })
    }
  }
  return { spans, rejected: index - spans.length }
}

function isUsable({
  traceId = '',
  spanId = '',
  parentSpanId = '',
  startTimeUnixNano = '0',
  endTimeUnixNano = '0',
}: Span): boolean {
  const start = BigInt(startTimeUnixNano)
  return (
    traceId.length === 32 &&
    spanId.length === 16 &&
    !/^0*$/.test(traceId) &&
    !/^0*$/.test(spanId) &&
    (parentSpanId === '' || parentSpanId.length === 16) &&
    start > 0n &&
    BigInt(endTimeUnixNano) >= start
  )
}

function plainSpan(
  span: Span,
  { index, service, base }: { index: number; service: string; base: Record<string, string> },
): PlainSpan {
  const { traceId = '', name, kind = 0, attributes = [], events = [], status } = span
  const start = BigInt(span.startTimeUnixNano ?? 0)
  const end = BigInt(span.endTimeUnixNano ?? 0)
  const exceptions = events
    .flatMap((event) => event.attributes ?? [])
    .filter(({ key }) => key === 'exception.type')
  return {
    index,
    service,
    operation: name || 'unknown',
    traceId,
    span: 0,
    parent: 0,
    durationMs: comparable(Number(end - start) / 1e6),
    timestamp: Number(start / 1_000_000_000n) + Number(start % 1_000_000_000n) / 1e9,
    failed: status?.code === 2,
    kind: kind >= 0 && kind <= 5 ? kind : 0,
    attributes: { ...base, ...keptOf(attributes), ...keptOf(exceptions) },
  }
}

function keptOf(list: readonly KeyValue[]): Record<string, string> {
  const kept: Record<string, string> = {}
  for (const { key = '', value } of list) {
    const text = textOf(value)
    if (KEPT_ATTRIBUTES.includes(key) && text !== undefined) kept[key] = text
  }
  return kept
}

function textOf(value: AnyValue | undefined): string | undefined {
  const plain = plainValue(value)
  if (plain === undefined) return undefined
  return typeof plain === 'object' ? JSON.stringify(plain) : `${plain as string | number | boolean}`
}

function plainValue(value: AnyValue = {}): unknown {
  const { arrayValue, kvlistValue, doubleValue } = value
  if (arrayValue) return arrayValue.values.map((one) => plainValue(one) ?? null)
  if (kvlistValue)
    return Object.fromEntries(
      kvlistValue.values.map(({ key = '', value: one }) => [key, plainValue(one) ?? null]),
    )
  if (doubleValue !== undefined) return Number(doubleValue)
  return value.stringValue ?? value.boolValue ?? value.intValue ?? value.bytesValue
}

/** Exact below 2^53 nanoseconds, 104 days; of longer ones the last digits are rounding. */
function comparable(milliseconds: number): number {
  return milliseconds * 1e6 < 2 ** 53 ? milliseconds : Number(milliseconds.toPrecision(14))
}

/** The same of the columns that our readers make. */
export function plainColumns(spans: ReceivedSpans): PlainSpan[] {
  const { strings, attributes, attributeOffsets, pairKey, pairValue } = spans
  return Array.from({ length: spans.length }, (_, row) => ({
    index: spans.sourceRow[row]!,
    service: strings[spans.service[row]!]!,
    operation: strings[spans.operation[row]!]!,
    traceId: spans.traceIdOf(row),
    span: spans.span[row]!,
    parent: spans.parent[row]!,
    durationMs: comparable(spans.durationMs[row]!),
    timestamp: spans.timestamp[row]!,
    failed: spans.failed[row] === 1,
    kind: spans.kind[row]!,
    attributes: Object.fromEntries(
      Array.from(attributes.subarray(attributeOffsets[row], attributeOffsets[row + 1]), (pair) => [
        strings[pairKey[pair]!]!,
        strings[pairValue[pair]!]!,
      ]),
    ),
  }))
}
