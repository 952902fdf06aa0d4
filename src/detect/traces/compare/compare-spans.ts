import { benjaminiHochberg } from '../../../math/benjamini-hochberg.ts'
import { rounded } from '../report/words.ts'
import type {
  CompareOptions,
  CompareVerdict,
  OperationComparison,
  SpanComparison,
  SpanSelection,
} from './comparison.ts'
import { exemplarsOf } from './exemplars.ts'
import { testLatency, type LatencyTest } from './latency.ts'
import { matchSides, type MatchedSides } from './matched-sides.ts'
import { testCalls, testErrors, type CallTest, type RateTest } from './rates.ts'
import { sentenceOf } from './sentence.ts'

const FALSE_DISCOVERIES = 0.05
/** Operations with the most calls; bounds the answer and its time. */
const MOST_OPERATIONS = 2000

/**
 * Compares two windows, versions or attribute values, operation by operation: time per call (rank
 * test of calls and of whole blocks of time, both must agree), failures per call, and calls per
 * trace, corrected together for the number of tests (Benjamini & Hochberg 1995). Nothing is said of
 * fewer than 20 calls or 5 blocks a side. The order of rows does not matter.
 */
export function compareSpans(
  before: SpanSelection,
  after: SpanSelection,
  options: CompareOptions = {},
): SpanComparison {
  const sides = matchSides(before, after, options)
  const chosen = busiest(sides)
  const tests = chosen.map((g) => ({
    g,
    latency: testLatency(sides.before, sides.after, g),
    errors: testErrors(sides.before, sides.after, g),
    calls: testCalls(sides, g),
  }))
  const made = tests.flatMap(({ latency, errors, calls }) => [latency.p, errors.p, calls.p])
  const pValues = made.filter((p) => p !== undefined)
  const qValues = benjaminiHochberg(pValues)[Symbol.iterator]()
  const qOf = ({ p }: { p: number | undefined }) =>
    p === undefined ? undefined : (qValues.next().value as number)
  const operations = tests.map((test) => {
    const q = { latency: qOf(test.latency), errors: qOf(test.errors), calls: qOf(test.calls) }
    return comparisonOf(sides, { ...test, q }, options)
  })
  return {
    verdict: overall(operations),
    operations: operations.sort(byInterest),
    tests: pValues.length,
    warnings: warningsOf(sides, chosen.length),
  }
}

interface Tests {
  readonly g: number
  readonly latency: LatencyTest
  readonly errors: RateTest
  readonly calls: CallTest
  readonly q: Readonly<Record<'latency' | 'errors' | 'calls', number | undefined>>
}

function comparisonOf(
  sides: MatchedSides,
  { g, latency, errors, calls, q }: Tests,
  options: CompareOptions,
): OperationComparison {
  const { falseDiscoveries = FALSE_DISCOVERIES } = options
  const isSure = (q_: number | undefined) => q_ !== undefined && q_ <= falseDiscoveries
  const verdictOf = (
    test: { p: number | undefined; matters: boolean },
    q_: number | undefined,
    rises: boolean,
  ) => {
    if (test.p === undefined) return 'too_little_data'
    if (!isSure(q_) || !test.matters) return 'no_difference'
    return rises ? 'regressed' : 'improved'
  }
  const parts = {
    latency: {
      verdict: verdictOf(latency, q.latency, (latency.row.cliffs_delta ?? 0) > 0),
      ...latency.row,
      q_value: shown(q.latency),
    },
    errors: rateOf(errors, verdictOf(errors, q.errors, risesIn(errors)), q.errors),
    calls: {
      ...rateOf(calls, verdictOf(calls, q.calls, risesIn(calls)), q.calls),
      per: calls.root < 0 ? null : sides.names[calls.root]!,
    },
  } as const
  const told = {
    ...sides.names[g]!,
    verdict: worstOf(parts.latency.verdict, parts.errors.verdict, parts.calls.verdict),
    count: { before: sizeOf(sides.before, g), after: sizeOf(sides.after, g) },
    ...parts,
  }
  return {
    ...told,
    summary: sentenceOf(told, options),
    exemplars: exemplarsOf(sides.after, g, {
      typical: parts.latency.p50_ms.after,
      failing: parts.errors.verdict === 'regressed' && parts.latency.verdict !== 'regressed',
    }),
  }
}

function rateOf({ row }: RateTest, verdict: CompareVerdict, q: number | undefined) {
  return { verdict, ...row, q_value: shown(q) }
}

function risesIn({ row: { before, after } }: RateTest): boolean {
  return (after ?? 0) > (before ?? 0)
}

function shown(q: number | undefined): number | null {
  return q === undefined ? null : rounded(q)
}

function sizeOf({ offsets }: MatchedSides['before'], g: number): number {
  return offsets[g + 1]! - offsets[g]!
}

const ORDER: readonly CompareVerdict[] = [
  'regressed',
  'improved',
  'no_difference',
  'too_little_data',
]

function worstOf(...verdicts: readonly CompareVerdict[]): CompareVerdict {
  return ORDER.find((verdict) => verdicts.includes(verdict))!
}

function overall(operations: readonly OperationComparison[]): CompareVerdict {
  return worstOf('too_little_data', ...operations.map(({ verdict }) => verdict))
}

/** Surest first among the changed, busiest first among the others; equal ones by name. */
function byInterest(a: OperationComparison, b: OperationComparison): number {
  const place = ORDER.indexOf(a.verdict) - ORDER.indexOf(b.verdict)
  if (place !== 0) return place
  const isChange = a.verdict === 'regressed' || a.verdict === 'improved'
  const surest = isChange ? surenessOf(a) - surenessOf(b) : 0
  return surest || callsOf(b) - callsOf(a) || (nameOf(a) < nameOf(b) ? -1 : 1)
}

function callsOf({ count }: OperationComparison): number {
  return count.before + count.after
}

function surenessOf({ latency, errors, calls }: OperationComparison): number {
  return Math.min(latency.q_value ?? 1, errors.q_value ?? 1, calls.q_value ?? 1)
}

function nameOf({ service, operation }: { service: string; operation: string }): string {
  return `${service}\0${operation}`
}

function busiest({ count, before, after, names }: MatchedSides): number[] {
  const calls = (g: number) => sizeOf(before, g) + sizeOf(after, g)
  const all = Array.from({ length: count }, (_, g) => g)
  const order = (a: number, b: number) =>
    calls(b) - calls(a) || (nameOf(names[a]!) < nameOf(names[b]!) ? -1 : 1)
  return all.sort(order).slice(0, MOST_OPERATIONS)
}

function warningsOf({ before, after, count }: MatchedSides, compared: number): string[] {
  const warnings: string[] = []
  if (before.rows.length === 0) warnings.push('no calls before: nothing to compare with')
  if (after.rows.length === 0) warnings.push('no calls after: nothing to compare')
  if (count > compared)
    warnings.push(`${count} operations; the ${compared} with the most calls were compared`)
  return warnings
}
