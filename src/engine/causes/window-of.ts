import { childRows, type ChildRows } from '../../detect/traces/structure/operation-numbers.ts'
import { findStructure, type Structure } from '../../detect/traces/structure/structure.ts'
import { LEAST_MS, type TimeStat, type TraceWindow } from '../../incidents/ranking/trace-window.ts'
import { logEventOf } from '../../incidents/ranking/log-event.ts'
import { PairTable } from '../../math/pair-table.ts'
import type { SpanColumns } from '../../model/span.ts'
import type { LogFile } from '../../sources/files/log-csv.ts'
import type { SpanFile } from '../../sources/files/span-csv.ts'

/** Fewer spans than this of a kind have no mean. */
const MIN_TIMES = 3
/** Of the times, so many at each end are left out: a single slow call is no trend. */
const TRIMMED = 0.1
/** What leads to no service, and to more than one. */
const NOWHERE = -1
const MANY = -2

/** Spans with who called whom, found once a file and counted for each stretch of it. */
export interface Traced {
  readonly file: SpanFile
  readonly structure: Structure
  readonly children: ChildRows
  /** The one service that a row leads to when its own is left, or NOWHERE or MANY. */
  readonly leadsTo: Int32Array
  /** Number of the context of each row, see `contextNames`. */
  readonly context: Uint32Array
  readonly contextNames: readonly string[]
  readonly starts: Float64Array
}

export function traceFile(file: SpanFile): Traced {
  const { columns } = file
  const structure = findStructure(columns)
  const parents = structure.parents ?? new Int32Array(columns.length).fill(-1)
  const children = childRows(parents)
  return {
    file,
    structure: { ...structure, parents },
    children,
    leadsTo: destinations(columns, parents, children),
    starts: structure.starts ?? columns.timestamp,
    ...contextsOf(columns, parents),
  }
}

/** Callers stand before their callees in `order`, so that walking it backwards sees children first. */
function destinations(
  { service, length }: SpanColumns,
  parents: Int32Array,
  { offsets, rows }: ChildRows,
): Int32Array {
  const order = new Uint32Array(length)
  let end = 0
  for (let row = 0; row < length; row++) if (parents[row]! < 0) order[end++] = row
  for (let at = 0; at < end; at++) {
    const row = order[at]!
    for (let i = offsets[row]!; i < offsets[row + 1]!; i++) order[end++] = rows[i]!
  }
  const leadsTo = new Int32Array(length).fill(NOWHERE)
  for (let at = end - 1; at >= 0; at--) {
    const row = order[at]!
    const caller = parents[row]!
    if (caller < 0) continue
    const to = service[caller] === service[row] ? leadsTo[row]! : service[row]!
    leadsTo[caller] = joined(leadsTo[caller]!, to)
  }
  return leadsTo
}

function joined(known: number, to: number): number {
  if (to === NOWHERE || known === to) return known
  return known === NOWHERE ? to : MANY
}

function contextsOf(
  { service, operation, strings, length }: SpanColumns,
  parents: Int32Array,
): { context: Uint32Array; contextNames: string[] } {
  const operations = new PairTable()
  const contexts = new PairTable()
  const context = new Uint32Array(length)
  const names: string[] = []
  for (let row = 0; row < length; row++) {
    const caller = parents[row]!
    const isInside = caller >= 0 && service[caller] === service[row]
    const own = operations.intern(service[row]!, operation[row]!)
    const id = contexts.intern(own, isInside ? operation[caller]! + 1 : 0)
    context[row] = id
    if (id < names.length) continue
    const from = isInside ? `${strings[operation[caller]!]} > ` : ''
    names.push(`${strings[service[row]!]}\0${from}${strings[operation[row]!]}`)
  }
  return { context, contextNames: names }
}

/** Lines with the event of each: `!` in front of those that tell of a failure, a blank before others. */
export interface ReadLines {
  readonly logs: LogFile
  readonly events: readonly string[]
}

export function readEvents(logs: LogFile): ReadLines {
  const known = new Map<string, string>()
  const events = logs.message.map((message) => {
    const before = known.get(message)
    if (before !== undefined) return before
    const { key, isBad } = logEventOf(message)
    const event = `${isBad ? '!' : ' '}${key}`
    known.set(message, event)
    return event
  })
  return { logs, events }
}

/** Counts the spans that started in [from, to) and the lines of that time. */
export function windowOf(
  traced: Traced,
  logs: ReadLines | undefined,
  { from, to }: { from: number; to: number },
): TraceWindow {
  const counts = createCounts()
  const { columns } = traced.file
  const isInside = (time: number) => time >= from && time < to
  const rows = Array.from(columns.timestamp.keys()).filter((row) => isInside(traced.starts[row]!))
  for (const row of rows) countSpan(traced, row, counts)
  if (logs !== undefined) countLines(traced, logs, { isInside, counts })
  return {
    ...counts,
    roots: counts.rootTimes.length,
    rootMs: counts.rootTimes.length < MIN_TIMES ? NaN : timeStat(counts.rootTimes).mean,
    hasLogs: logs !== undefined,
    times: new Map(
      [...counts.spent].flatMap(([key, spent]) =>
        spent.length < MIN_TIMES ? [] : [[key, timeStat(spent)] as const],
      ),
    ),
  }
}

function createCounts() {
  return {
    rootTimes: [] as number[],
    lineCount: 0,
    calls: new Map<string, number>(),
    leaves: new Map<string, number>(),
    children: new Map<string, Map<string, number>>(),
    lastCallee: new Map<string, Map<string, number>>(),
    spent: new Map<string, number[]>(),
    edges: new Map<string, number>(),
    events: new Map<string, Map<string, number>>(),
    lines: new Map<string, number>(),
  }
}

type Counting = ReturnType<typeof createCounts>

function countSpan(traced: Traced, row: number, counts: Counting): void {
  const { context, contextNames, children, structure, leadsTo } = traced
  const { service, operation, strings, durationMs } = traced.file.columns
  const name = contextNames[context[row]!]!
  const own = service[row]!
  add(counts.calls, name)
  if (structure.parents![row]! < 0) counts.rootTimes.push(durationMs[row]!)
  const [from, to] = [children.offsets[row]!, children.offsets[row + 1]!]
  if (from === to) add(counts.leaves, name)
  const kinds = new Set<string>()
  const remote = new Set<number>()
  let last = -1
  for (let i = from; i < to; i++) {
    const child = children.rows[i]!
    kinds.add(`${strings[service[child]!]}\0${strings[operation[child]!]}`)
    if (service[child] !== own) remote.add(service[child]!)
    if (last < 0 || traced.starts[child]! > traced.starts[last]!) last = child
  }
  for (const kind of kinds) add(tableRow(counts.children, name), kind)
  for (const callee of remote) add(counts.edges, `${strings[own]}\0${strings[callee]}`)
  if (last >= 0) {
    const end = service[last] === own ? leadsTo[last]! : service[last]!
    if (end >= 0) add(tableRow(counts.lastCallee, name), strings[end]!)
  }
  const isDirect = to - from === 1 && remote.size === 1
  const way = leadsTo[row]! < 0 ? '' : `${isDirect ? '=' : '~'}${strings[leadsTo[row]!]}`
  const key = `${strings[own]}\0${strings[operation[row]!]}\0${way}`
  const spent = counts.spent.get(key)
  const self = structure.times?.self[row] ?? durationMs[row]!
  if (spent) spent.push(self)
  else counts.spent.set(key, [self])
}

interface Lines {
  readonly isInside: (time: number) => boolean
  readonly counts: Counting
}

function countLines(
  { file, context, contextNames }: Traced,
  { logs, events }: ReadLines,
  { isInside, counts }: Lines,
): void {
  const { columns } = file
  const places = new PairTable()
  const rowOf: number[] = []
  for (let row = 0; row < columns.span.length; row++)
    rowOf[places.intern(columns.trace[row]!, columns.span[row]!)] = row
  const seen = new Set<string>()
  for (let line = 0; line < logs.length; line++) {
    const time = logs.timestamp[line]!
    if (!Number.isNaN(time) && !isInside(time)) continue
    const event = events[line]!
    counts.lineCount++
    add(counts.lines, `${logs.service[line]}\0${event}`)
    const span = file.spanNumber(logs.span[line]!)
    const row =
      span === 0 ? undefined : rowOf[places.find(file.traceNumber(logs.trace[line]!), span)]
    if (row === undefined || seen.has(`${row}\0${event}`)) continue
    seen.add(`${row}\0${event}`)
    add(tableRow(counts.events, contextNames[context[row]!]!), event)
  }
}

function add(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}

function tableRow(table: Map<string, Map<string, number>>, key: string): Map<string, number> {
  const row = table.get(key) ?? new Map<string, number>()
  table.set(key, row)
  return row
}

function timeStat(spent: readonly number[]): TimeStat {
  const sorted = Float64Array.from(spent).sort()
  const cut = Math.min(Math.ceil(sorted.length * TRIMMED), (sorted.length - 1) >> 1)
  const inner = sorted.subarray(cut, sorted.length - cut)
  const logs = sorted.map((time) => Math.log(time + LEAST_MS))
  const center = meanOf(logs)
  return {
    mean: meanOf(inner),
    count: sorted.length,
    logSpread: Math.sqrt(meanOf(logs.map((log) => (log - center) ** 2))),
  }
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
