import { PairTable } from '../../../math/pair-table.ts'
import type { CompareOptions, SpanSelection } from './comparison.ts'

/** More blocks than this say nothing more, whatever the length of a window. */
const MOST_BLOCKS = 120
const BLOCK_SECONDS = 60

/** One side with its rows gathered by operation; operations have the same number on both sides. */
export interface Side {
  readonly selection: SpanSelection
  /** Operation g has rows[offsets[g] … offsets[g + 1]). */
  readonly offsets: Uint32Array
  readonly rows: Uint32Array
  /** The block of each row of the columns, -1 without a time; meaningless for rows not selected. */
  readonly blockOf: Int32Array
  readonly blockCount: number
  readonly traces: SideTraces
}

/** What is known of each trace, by its number in the columns. */
interface SideTraces {
  /** The operation it begins with (the longest of those that begin first), -1 where it is not there. */
  readonly rootOf: Int32Array
  readonly blockOf: Int32Array
  /** Traces of several spans, without which calls per trace mean nothing. */
  readonly areTrees: boolean
}

export interface MatchedSides {
  readonly count: number
  readonly names: readonly { readonly service: string; readonly operation: string }[]
  readonly before: Side
  readonly after: Side
}

/** Gathers both sides by (service, operation), matched by name. O(n). */
export function matchSides(
  before: SpanSelection,
  after: SpanSelection,
  { blockSeconds = BLOCK_SECONDS }: CompareOptions,
): MatchedSides {
  const texts = new Map<string, number>()
  const table = new PairTable()
  const [first, second] = [before, after].map((selection) => numbered(selection, texts, table)) as [
    Numbered,
    Numbered,
  ]
  const strings = [...texts.keys()]
  return {
    count: table.size,
    names: Array.from({ length: table.size }, (_, g) => ({
      service: strings[table.firstOf(g)]!,
      operation: strings[table.secondOf(g)]!,
    })),
    before: gathered(before, first, table.size, blockSeconds),
    after: gathered(after, second, table.size, blockSeconds),
  }
}

interface Numbered {
  readonly rows: Uint32Array
  /** Of each selected row, in the order of `rows`. */
  readonly operationOf: Uint32Array
}

function numbered(
  { columns, rows = everyRow(columns.length) }: SpanSelection,
  texts: Map<string, number>,
  table: PairTable,
): Numbered {
  const textOf = Uint32Array.from(columns.strings, (text) => {
    const known = texts.get(text)
    if (known !== undefined) return known
    texts.set(text, texts.size)
    return texts.size - 1
  })
  const { service, operation } = columns
  const operationOf = rows.map((row) =>
    table.intern(textOf[service[row]!]!, textOf[operation[row]!]!),
  )
  return { rows, operationOf }
}

function everyRow(length: number): Uint32Array {
  return Uint32Array.from({ length }, (_, row) => row)
}

function gathered(
  selection: SpanSelection,
  { rows: selected, operationOf }: Numbered,
  count: number,
  blockSeconds: number,
): Side {
  const offsets = new Uint32Array(count + 1)
  for (const g of operationOf) offsets[g + 1]!++
  for (let g = 0; g < count; g++) offsets[g + 1]! += offsets[g]!
  const next = offsets.slice()
  const rows = new Uint32Array(selected.length)
  selected.forEach((row, i) => {
    rows[next[operationOf[i]!]!++] = row
  })
  const cut = blocksOf(selection, selected, blockSeconds)
  return {
    selection,
    offsets,
    rows,
    ...cut,
    traces: tracesOf(selection, { rows: selected, operationOf }, cut.blockOf),
  }
}

function blocksOf(
  { columns: { timestamp, length } }: SpanSelection,
  rows: Uint32Array,
  blockSeconds: number,
): Pick<Side, 'blockOf' | 'blockCount'> {
  let start = Infinity
  let end = -Infinity
  for (const row of rows) {
    const time = timestamp[row]!
    if (time < start) start = time
    if (time > end) end = time
  }
  const blockOf = new Int32Array(length).fill(-1)
  if (!(end >= start)) return { blockOf, blockCount: 0 }
  const width = Math.max(blockSeconds, (end - start) / (MOST_BLOCKS - 1))
  // On the clock's own minutes where they are minutes: load comes on the minute.
  const origin = Math.floor(start / width) * width
  for (const row of rows) {
    const time = timestamp[row]!
    if (!Number.isNaN(time)) blockOf[row] = Math.floor((time - origin) / width)
  }
  return { blockOf, blockCount: Math.floor((end - origin) / width) + 1 }
}

function tracesOf(
  { columns }: SpanSelection,
  { rows, operationOf }: Numbered,
  blockOf: Int32Array,
): SideTraces {
  const { trace, timestamp, durationMs } = columns
  let highest = 0
  for (const row of rows) if (trace[row]! > highest) highest = trace[row]!
  const rootOf = new Int32Array(highest + 1).fill(-1)
  const rootRow = new Int32Array(highest + 1).fill(-1)
  let traced = 0
  let traces = 0
  rows.forEach((row, i) => {
    const t = trace[row]!
    if (t === 0 || Number.isNaN(timestamp[row]!)) return
    traced++
    const root = rootRow[t]!
    if (root < 0) traces++
    const isEarlier =
      root < 0 ||
      timestamp[row]! < timestamp[root]! ||
      (timestamp[row] === timestamp[root] && durationMs[row]! > durationMs[root]!)
    if (!isEarlier) return
    rootRow[t] = row
    rootOf[t] = operationOf[i]!
  })
  return {
    rootOf,
    blockOf: rootRow.map((row) => (row < 0 ? -1 : blockOf[row]!)),
    areTrees: traced > SPANS_OF_A_TREE * traces,
  }
}

/** Mean spans of a trace from which on there is something to count. */
const SPANS_OF_A_TREE = 1.2
