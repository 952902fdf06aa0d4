import { createRandom } from '../../math/random.ts'
import type { SpanColumns } from '../../model/span.ts'
import { analyzeTraces, type AnalyzedTraces } from './analyze-traces.ts'

/** One row of a test, in words. */
export interface TestRow {
  readonly ms: number
  /** Seconds after the start; absent for a row without a time. */
  readonly at?: number
  readonly operation?: string
  readonly service?: string
  readonly trace?: string
  readonly span?: number
  readonly parent?: number
  readonly failed?: boolean
}

/** 2025-11-22T10:00:00Z */
export const START = 1_763_805_600

/** Columns as the reader of bodies makes them. */
export function columnsOf(rows: readonly TestRow[]): SpanColumns {
  const strings: string[] = []
  const traces = ['']
  const hasSpans = rows.some(({ span }) => span !== undefined)
  const traceNumbers = new Map<string, number>([['', 0]])
  const trace = Uint32Array.from(rows, ({ trace: id = '' }) => {
    const known = traceNumbers.get(id)
    if (known !== undefined) return known
    traceNumbers.set(id, traces.length)
    return traces.push(id) - 1
  })
  return {
    length: rows.length,
    strings,
    service: Uint32Array.from(rows, ({ service = 'api' }) => numberIn(strings, service)),
    operation: Uint32Array.from(rows, ({ operation = 'op' }) => numberIn(strings, operation)),
    trace,
    span: hasSpans ? Uint32Array.from(rows, ({ span = 0 }) => span) : new Uint32Array(0),
    parent: hasSpans ? Uint32Array.from(rows, ({ parent = 0 }) => parent) : new Uint32Array(0),
    durationMs: Float64Array.from(rows, ({ ms }) => ms),
    timestamp: Float64Array.from(rows, ({ at }) => (at === undefined ? NaN : START + at)),
    failed: Uint8Array.from(rows, ({ failed = false }) => (failed ? 1 : 0)),
    sourceRow: Uint32Array.from(rows, (_, i) => i),
    traceIdOf: (row) => traces[trace[row]!]!,
  }
}

function numberIn(list: string[], text: string): number {
  const known = list.indexOf(text)
  return known >= 0 ? known : list.push(text) - 1
}

export function analyze(rows: readonly TestRow[], serviceName?: string): AnalyzedTraces {
  return analyzeTraces(columnsOf(rows), {
    now: START + 86_400,
    rejected: { count: 0, rows: [] },
    warnings: [],
    ...(serviceName !== undefined && { serviceName }),
  })
}

export interface Draws {
  uniform: () => number
  normal: () => number
  exponential: () => number
  /** A whole number from `low` to `high`, both included. */
  between: (low: number, high: number) => number
}

export function drawsOf(seed: number): Draws {
  const uniform = createRandom(seed)
  const exponential = () => -Math.log(1 - uniform())
  return {
    uniform,
    exponential,
    normal: () => Math.sqrt(2 * exponential()) * Math.cos(2 * Math.PI * uniform()),
    between: (low, high) => low + Math.floor(uniform() * (high - low + 1)),
  }
}

export function shuffled<T>(rows: readonly T[], { between }: Draws): T[] {
  const mixed = [...rows]
  for (let i = mixed.length - 1; i > 0; i--) {
    const j = between(0, i)
    const moved = mixed[i]!
    mixed[i] = mixed[j]!
    mixed[j] = moved
  }
  return mixed
}
