import { compareSpans } from '../../detect/traces/compare/compare-spans.ts'
import type { SpanComparison, SpanSelection } from '../../detect/traces/compare/comparison.ts'
import { errors } from '../../errors.ts'
import { readTraceBody } from '../../sources/trace-rows.ts'
import type { KeptSpans } from '../operations/recent-spans.ts'
import { mergeSpans, type MergedSpans } from './merged-spans.ts'
import { readCompareWish, type Side } from './compare-wish.ts'

export interface CompareTask {
  readonly body: Uint8Array
  /** What was received; absent where nothing was, or the body holds its own rows. */
  readonly kept: KeptSpans | undefined
}

/** Answers POST /api/v1/compare. */
export function compareBody({ body, kept }: CompareTask): SpanComparison {
  const wish = readCompareWish(body)
  const merged = kept && mergeSpans(kept.batches)
  const [before, after] = (['a', 'b'] as const).map((name) => {
    const { selection, attributeOf } = sideOf(wish[name], name, merged)
    const rows = rowsOf(selection.columns, wish.service).filter((row) => {
      const { by, value } = wish[name]
      return by === undefined || attributeOf(row, by) === value
    })
    return { columns: selection.columns, rows: inTime(selection.columns, rows, wish[name]) }
  }) as [SpanSelection, SpanSelection]
  const names = { before: nameOf(wish.a, 'a'), after: nameOf(wish.b, 'b') }
  const comparison = compareSpans(before, after, { names })
  if (!kept || kept.sampled === 1 || wish.a.traces) return comparison
  const warning = `one of ${kept.sampled} received traces was kept`
  return { ...comparison, warnings: [...comparison.warnings, warning] }
}

interface ReadSide {
  readonly selection: Pick<SpanSelection, 'columns'>
  readonly attributeOf: (row: number, key: string) => string | undefined
}

function sideOf({ traces }: Side, name: string, merged: MergedSpans | undefined): ReadSide {
  if (traces === undefined) {
    if (!merged)
      throw errors.inputImpossible(
        'no spans were received, so there is nothing to compare: send OTLP to /v1/traces, or rows in the body',
        [{ place: name, message: 'a window of received spans' }],
      )
    return { selection: merged, attributeOf: (row, key) => merged.attributeOf(row, key) }
  }
  const { columns } = readTraceBody(Buffer.from(JSON.stringify({ traces })))
  const valueOf = (row: number, key: string) => {
    const sent = (
      traces[columns.sourceRow[row]!] as {
        attributes?: Record<string, string | number | boolean | null>
      }
    ).attributes?.[key]
    return sent === undefined || sent === null ? undefined : String(sent)
  }
  return { selection: { columns }, attributeOf: valueOf }
}

function rowsOf(columns: SpanSelection['columns'], service: string | undefined): Uint32Array {
  const rows = Uint32Array.from({ length: columns.length }, (_, row) => row)
  if (service === undefined) return rows
  return rows.filter((row) => columns.strings[columns.service[row]!] === service)
}

/** Without a window, rows without a time are compared, too. */
function inTime(
  { timestamp }: SpanSelection['columns'],
  rows: Uint32Array,
  { start, end }: Side,
): Uint32Array {
  if (start === undefined || end === undefined) return rows
  return rows.filter((row) => timestamp[row]! >= start && timestamp[row]! < end)
}

function nameOf({ by, value }: Side, name: string): string {
  return by === undefined ? name : `${by}=${value ?? ''}`
}
