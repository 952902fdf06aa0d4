import { PairTable } from '../../../math/pair-table.ts'
import { selectQuantiles } from '../../../math/select-quantiles.ts'
import type { RepeatedCalls } from '../../../model/trace-structure.ts'
import { rounded } from '../report/words.ts'
import { childRows, numberOperations, type ChildRows } from './operation-numbers.ts'
import type { LinkedSpans } from './spans-of-traces.ts'

/** From so many calls of the same operation by one caller on, they are a loop. */
const FEWEST_TIMES = 5
/** Loops of less than a tenth of their caller's time are nobody's trouble. */
const LEAST_COST = 0.1
const MOST_LISTED = 100
const MOST_EXEMPLARS = 3
/** Calls that take at most this many times the time that passes meanwhile run one after the other. */
const SERIAL = 1.2

/** "N+1": the same caller and operation many times, greatest share of the caller's time first. O(n log n). */
export function repeatedCalls(spans: LinkedSpans): RepeatedCalls[] {
  const { columns } = spans
  const numbers = numberOperations(columns)
  const pairs = new PairTable()
  const loops = loopsOf(spans, numbers.of, pairs)
  const byPair = new Map<number, Loop[]>()
  for (const loop of loops) {
    const known = byPair.get(loop.pair)
    if (known === undefined) byPair.set(loop.pair, [loop])
    else known.push(loop)
  }
  const found = [...byPair].flatMap(([pair, all]): RepeatedCalls[] => {
    const repeating = all.filter(({ times }) => times >= FEWEST_TIMES)
    if (repeating.length === 0) return []
    const cost = sumOf(repeating, ({ covered }) => covered)
    const whole = sumOf(repeating, ({ caller }) => columns.durationMs[caller]!)
    const times = Float64Array.from(repeating, (loop) => loop.times)
    return [
      {
        ...numbers.nameOf(pairs.secondOf(pair)),
        caller: numbers.nameOf(pairs.firstOf(pair)),
        repeating: repeating.length,
        calling: all.length,
        most: times.reduce((most, one) => Math.max(most, one), 0),
        times: selectQuantiles(times, [0.5])[0]!,
        cost_share: whole > 0 ? rounded(cost / whole) : 0,
        is_serial: sumOf(repeating, ({ spent }) => spent) <= SERIAL * cost,
        exemplars: exemplarsOf(repeating, spans),
      },
    ]
  })
  return found
    .filter(({ cost_share }) => cost_share >= LEAST_COST)
    .sort((a, b) => b.cost_share - a.cost_share || (nameOf(a) < nameOf(b) ? -1 : 1))
    .slice(0, MOST_LISTED)
}

/** The calls of one operation by one span. */
interface Loop {
  readonly pair: number
  readonly caller: number
  readonly times: number
  /** Milliseconds of the caller in which any of the calls runs, and of all calls together. */
  readonly covered: number
  readonly spent: number
}

function loopsOf(spans: LinkedSpans, operationOf: Uint32Array, pairs: PairTable): Loop[] {
  const children = childRows(spans.parents)
  const loops: Loop[] = []
  for (let caller = 0; caller < spans.parents.length; caller++) {
    const own = childrenOf(children, caller)
    if (own.length === 0) continue
    const ordered = Array.from(own).sort(
      (a, b) => operationOf[a]! - operationOf[b]! || spans.starts[a]! - spans.starts[b]!,
    )
    for (let from = 0; from < ordered.length;) {
      let to = from + 1
      while (to < ordered.length && operationOf[ordered[to]!] === operationOf[ordered[from]!]) to++
      const pair = pairs.intern(operationOf[caller]!, operationOf[ordered[from]!]!)
      loops.push({
        pair,
        caller,
        times: to - from,
        ...timeOf(spans, ordered.slice(from, to), caller),
      })
      from = to
    }
  }
  return loops
}

function childrenOf({ offsets, rows }: ChildRows, row: number): Uint32Array {
  return rows.subarray(offsets[row], offsets[row + 1])
}

/** Rows are in the order of their starts; what sticks out of the caller does not count. */
function timeOf({ columns: { durationMs }, starts }: LinkedSpans, rows: number[], caller: number) {
  let covered = 0
  let spent = 0
  let until = starts[caller]! * 1000
  const end = until + durationMs[caller]!
  for (const row of rows) {
    const from = starts[row]! * 1000
    const to = Math.min(end, from + durationMs[row]!)
    spent += Math.max(0, to - Math.max(from, starts[caller]! * 1000))
    covered += Math.max(0, to - Math.max(from, until))
    until = Math.max(until, to)
  }
  return { covered, spent }
}

function exemplarsOf(loops: readonly Loop[], { columns }: LinkedSpans): string[] {
  const worst = loops
    .map(({ times, caller }) => ({ times, id: columns.traceIdOf(caller) }))
    .filter(({ id }) => id !== '')
    .sort((a, b) => b.times - a.times || (a.id < b.id ? -1 : 1))
  return [...new Set(worst.map(({ id }) => id))].slice(0, MOST_EXEMPLARS)
}

function sumOf<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((sum, item) => sum + of(item), 0)
}

/** Ties are broken by it, so that the order of rows does not matter. */
function nameOf(one: RepeatedCalls): string {
  return `${one.caller.service}\0${one.caller.operation}\0${one.service}\0${one.operation}`
}
