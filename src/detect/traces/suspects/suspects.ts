import { benjaminiHochberg } from '../../../math/benjamini-hochberg.ts'
import { studentQuantile, studentTail } from '../../../math/student-tail.ts'
import { percent, rounded, significant } from '../report/words.ts'
import { numberOperations } from '../structure/operation-numbers.ts'
import { associationOf, type Association } from './association.ts'
import { countAttributes, type AttributedSpans } from './attribute-counts.ts'
import { collapse, type Collapsed } from './collapse.ts'
import { slowSpans } from './slow-spans.ts'

interface KeyValue {
  readonly key: string
  readonly value: string
}

export interface SuspectAttribute extends KeyValue {
  /** What spans with it are more often: slow for their own operation, or failed. */
  readonly of: 'slow' | 'failed'
  readonly share_inside: number
  readonly share_outside: number
  /** Within operations (Mantel & Haenszel). */
  readonly risk_ratio: number
  readonly q_value: number
  readonly spans: number
  readonly odd_spans: number
  /** Other attributes on nearly the same spans: which of them is to blame cannot be told. */
  readonly same_spans: readonly KeyValue[]
  readonly summary: string
  /** Trace ids of odd spans with it, longest first, at most three. */
  readonly exemplars: readonly string[]
}

const LEAST_RISK_RATIO = 1.5
const FALSE_DISCOVERIES = 0.05
const MOST_LISTED = 20
const MOST_EXEMPLARS = 3
const NORMAL = 1e6

/**
 * Attributes that slow or failing spans have more often than other spans of the same operation, surest
 * first. At least 20 spans with it and 5 odd ones; corrected for the number of tests (Benjamini &
 * Hochberg 1995); attributes on nearly the same spans are told as one. The order of rows does not
 * matter.
 */
export function suspects(spans: AttributedSpans): SuspectAttribute[] {
  const numbers = numberOperations(spans)
  const found = (['slow', 'failed'] as const).flatMap((of) => {
    const odd = of === 'slow' ? slowSpans(spans, numbers) : spans.failed
    return testedPairs(spans, numbers.of, odd).map((one) => ({ ...one, of, odd }))
  })
  const qValues = benjaminiHochberg(found.map(({ p }) => p))
  const sure = found
    .map((one, i) => ({ ...one, qValue: qValues[i]! }))
    .filter(({ qValue, riskRatio }) => qValue <= FALSE_DISCOVERIES && riskRatio >= LEAST_RISK_RATIO)
    .sort((a, b) => a.p - b.p || b.riskRatio - a.riskRatio || byName(spans, a.pair, b.pair))
  return (['slow', 'failed'] as const)
    .flatMap((of) => {
      const own = new Map(sure.filter((one) => one.of === of).map((one) => [one.pair, one]))
      return collapse([...own.keys()], spans)
        .slice(0, MOST_LISTED)
        .map((group) => told(spans, own.get(group.pair)!, group))
    })
    .sort((a, b) => a.q_value - b.q_value || b.risk_ratio - a.risk_ratio)
    .slice(0, MOST_LISTED)
}

interface Tested extends Association {
  readonly pair: number
}

interface Sure extends Tested {
  readonly of: SuspectAttribute['of']
  readonly odd: Uint8Array
  readonly qValue: number
}

function testedPairs(spans: AttributedSpans, operationOf: Uint32Array, odd: Uint8Array): Tested[] {
  const tested: Tested[] = []
  for (const [pair, strata] of countAttributes(spans, operationOf, odd)) {
    const association = associationOf(strata)
    if (association !== undefined) tested.push({ pair, ...association })
  }
  const traces = tracesOf(spans, odd, new Set(tested.map(({ pair }) => pair)))
  return tested.map((one) => ({ ...one, p: asTraces(one, traces.get(one.pair)) }))
}

/** Spans of one trace share their fate: the evidence is that of as many traces, not spans. */
function asTraces({ p, oddInside }: Tested, traces: number | undefined): number {
  if (traces === undefined || traces === 0 || oddInside <= traces || p === 0) return p
  return studentTail(studentQuantile(p, NORMAL) * Math.sqrt(traces / oddInside), NORMAL)
}

/** Traces in which odd spans have the attribute. */
function tracesOf(spans: AttributedSpans, odd: Uint8Array, pairs: ReadonlySet<number>) {
  const counts = new Map<number, number>()
  const last = new Map<number, number>()
  for (const row of rowsByTrace(spans, odd)) {
    const trace = spans.trace[row]!
    for (let i = spans.attributeOffsets[row]!; i < spans.attributeOffsets[row + 1]!; i++) {
      const pair = spans.attributes[i]!
      if (!pairs.has(pair) || last.get(pair) === trace) continue
      last.set(pair, trace)
      counts.set(pair, (counts.get(pair) ?? 0) + 1)
    }
  }
  return counts
}

/** The odd rows that have a trace, those of one trace beside each other. */
function rowsByTrace({ trace, length }: AttributedSpans, odd: Uint8Array): Uint32Array {
  const rows = Uint32Array.from({ length }, (_, row) => row)
  return rows
    .filter((row) => odd[row] === 1 && trace[row]! > 0)
    .sort((a, b) => trace[a]! - trace[b]!)
}

function pairOf({ strings, pairKey, pairValue }: AttributedSpans, pair: number): KeyValue {
  return { key: strings[pairKey[pair]!]!, value: strings[pairValue[pair]!]! }
}

function byName(spans: AttributedSpans, a: number, b: number): number {
  const [first, second] = [pairOf(spans, a), pairOf(spans, b)]
  if (first.key !== second.key) return first.key < second.key ? -1 : 1
  return first.value < second.value ? -1 : 1
}

function told(spans: AttributedSpans, one: Sure, { same }: Collapsed): SuspectAttribute {
  const { key, value } = pairOf(spans, one.pair)
  const { of, inside, oddInside, shareInside, shareOutside, riskRatio } = one
  const beside = same.map((pair) => pairOf(spans, pair))
  const also =
    beside.length === 0
      ? ''
      : `; the same spans have ${beside.map((it) => `${it.key} = ${it.value}`).join(', ')}`
  return {
    key,
    value,
    of,
    share_inside: rounded(shareInside),
    share_outside: rounded(shareOutside),
    risk_ratio: rounded(riskRatio),
    q_value: rounded(one.qValue),
    spans: inside,
    odd_spans: oddInside,
    same_spans: beside,
    summary: `spans with ${key} = ${value} are ${significant(riskRatio)} times as often ${of === 'slow' ? 'slow' : 'failing'} as others of the same operations (${percent(shareInside)} of ${inside} against ${percent(shareOutside)})${also}`,
    exemplars: exemplarsOf(spans, one),
  }
}

function exemplarsOf(spans: AttributedSpans, { pair, odd }: Sure): string[] {
  const { attributeOffsets, attributes, durationMs } = spans
  const worst: number[] = []
  for (let row = 0; row < spans.length; row++) {
    if (odd[row] === 0 || spans.trace[row] === 0) continue
    if (!attributes.subarray(attributeOffsets[row], attributeOffsets[row + 1]).includes(pair))
      continue
    worst.push(row)
  }
  worst.sort((a, b) => durationMs[b]! - durationMs[a]!)
  return [...new Set(worst.slice(0, 10 * MOST_EXEMPLARS).map((row) => spans.traceIdOf(row)))].slice(
    0,
    MOST_EXEMPLARS,
  )
}
