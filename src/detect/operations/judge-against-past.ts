import { benjaminiHochberg } from '../../math/benjamini-hochberg.ts'
import { binomialTail } from '../../math/binomial-tail.ts'
import { studentTail } from '../../math/student-tail.ts'
import type { Baseline, Usual, UsualQuantile } from './baseline.ts'
import { usualAt } from './baseline.ts'
import { CALLS_FOR_P95, CALLS_FOR_P99, FEWEST_CALLS } from './hour-of-calls.ts'

/** A quantile of a batch in milliseconds, and the standard error of its ln. */
export interface MeasuredQuantile {
  readonly ms: number
  readonly error: number
}

/** What a batch says of one operation. */
export interface OperationOfBatch {
  readonly service: string
  readonly operation: string
  readonly calls: number
  readonly failures: number
  /** Minutes with calls; 1 where there are no times. */
  readonly minutes: number
  readonly p50: MeasuredQuantile
  /** Absent below 100 and 500 calls. */
  readonly p95: MeasuredQuantile | undefined
  readonly p99: MeasuredQuantile | undefined
}

type PastVerdict = 'slower' | 'faster' | 'as_usual' | 'too_little_data' | 'unknown'

export interface AgainstPast {
  readonly service: string
  readonly operation: string
  /** `unknown`: too little is known of the past. */
  readonly verdict: PastVerdict
  readonly usual: Usual | undefined
  /** The quantile that speaks: the lowest that is surely different, else the median. */
  readonly quantile: 'p50' | 'p95' | 'p99'
  /** Milliseconds; `expected` NaN where nothing is known. */
  readonly observed: number
  readonly expected: number
  readonly ratio: number
  /** Corrected for the tests of all operations; 1 where none was made. */
  readonly qValue: number
  readonly pValue: number
  readonly failing: FailingAgainstPast | undefined
}

/** More failures than usual. */
interface FailingAgainstPast {
  readonly observed: number
  readonly expected: number
  readonly qValue: number
  readonly pValue: number
}

export interface PastOptions {
  /** At most this share of what is called different may be chance. */
  readonly falseDiscoveries?: number
}

const FALSE_DISCOVERIES = 0.005
/** As for a change inside of a batch: load comes and goes by a third without anybody's fault. */
const LEAST_RATIO = 1.4
const LEAST_MS = 2
/** Hours that were foretold: fewer do not tell how far off forecasts are. */
const FEWEST_FORETOLD = 12
/** Hours differ by a twentieth for no reason, and failures by a percent. */
const LEAST_DEVIATION = 0.05
const LEAST_SHARE = 0.01
const NAMES = ['p50', 'p95', 'p99'] as const
const FEWEST = { p50: FEWEST_CALLS, p95: CALLS_FOR_P95, p99: CALLS_FOR_P99 }

/**
 * Holds operations of a batch against what was usual at that hour (since 1970) in earlier weeks.
 * Each ln quantile against the mean over past hours by Student's t: its variance is that of the
 * errors made when past hours were foretold in the same way (or of the hours of its place, if larger),
 * that between minutes by the number of minutes, and the batch's own. Benjamini–Hochberg over
 * all tests of all operations.
 */
export function judgeAgainstPast(
  operations: readonly OperationOfBatch[],
  baselineOf: (operation: OperationOfBatch) => Baseline | undefined,
  hour: number,
  { falseDiscoveries = FALSE_DISCOVERIES }: PastOptions = {},
): AgainstPast[] {
  const tested = operations.map((operation) => {
    const baseline = baselineOf(operation)
    return testOperation(operation, baseline && usualAt(baseline, hour))
  })
  const pValues = tested.flatMap(({ tests, failing }) => [
    ...tests.map(({ p }) => p),
    ...(failing ? [failing.p] : []),
  ])
  const qValues = benjaminiHochberg(pValues)[Symbol.iterator]()
  const isSure = (q: number) => q <= falseDiscoveries
  const nextQ = () => qValues.next().value as number
  return tested.map(({ operation, usual, tests, failing }) => {
    const corrected = tests.map((test) => ({ ...test, q: nextQ() }))
    const failingQ = failing ? nextQ() : 1
    return {
      ...verdictOf(operation, usual, corrected, isSure),
      failing:
        failing?.matters && isSure(failingQ)
          ? {
              observed: failing.observed,
              expected: failing.expected,
              pValue: failing.p,
              qValue: failingQ,
            }
          : undefined,
    }
  })
}

interface QuantileTest {
  readonly name: (typeof NAMES)[number]
  readonly observed: number
  readonly expected: number
  readonly p: number
  readonly matters: boolean
}

function testOperation(operation: OperationOfBatch, usual: Usual | undefined) {
  const canTell = usual !== undefined && operation.calls >= FEWEST_CALLS
  const tests = canTell
    ? NAMES.flatMap((name) => testQuantile(operation, { name, usual }) ?? [])
    : []
  return { operation, usual, tests, failing: canTell ? testFailures(operation, usual) : undefined }
}

function testQuantile(
  operation: OperationOfBatch,
  { name, usual }: { name: (typeof NAMES)[number]; usual: Usual },
): QuantileTest | undefined {
  const measured = operation[name]
  const past = usual[name]
  if (!measured || !past || operation.calls < FEWEST[name]) return undefined
  if (past.foretold < FEWEST_FORETOLD) return undefined
  const expected = Math.exp(past.ln)
  const ratio = measured.ms / expected
  return {
    name,
    observed: measured.ms,
    expected,
    p: studentTail(
      Math.abs(Math.log(ratio)) / spreadOf(operation, measured, { past, usual }),
      past.foretold,
    ),
    matters:
      Math.max(ratio, 1 / ratio) >= LEAST_RATIO && Math.abs(measured.ms - expected) >= LEAST_MS,
  }
}

function spreadOf(
  { minutes }: OperationOfBatch,
  { error }: MeasuredQuantile,
  { past, usual }: { past: UsualQuantile; usual: Usual },
): number {
  const between = Math.max(LEAST_DEVIATION, past.deviation, past.error) ** 2
  return Math.sqrt(between + usual.minuteVariance / minutes + error * error)
}

/** As many failures by chance where the share is at the upper end of what it usually is. */
function testFailures({ calls, failures }: OperationOfBatch, { failures: past }: Usual) {
  const usually = Math.min(1, past.mean + 2 * past.deviation)
  const observed = failures / calls
  return {
    observed,
    expected: past.mean,
    p: binomialTail(failures, calls, Math.max(LEAST_SHARE, usually)),
    matters: observed >= 2 * past.mean && observed - past.mean >= LEAST_SHARE,
  }
}

function verdictOf(
  { service, operation, calls, p50 }: OperationOfBatch,
  usual: Usual | undefined,
  tests: readonly (QuantileTest & { q: number })[],
  isSure: (q: number) => boolean,
): Omit<AgainstPast, 'failing'> {
  const sure = tests.filter(({ matters, q }) => matters && isSure(q))
  const told = sure[0] ?? tests[0]
  const names = { service, operation, usual }
  if (!told) {
    const verdict = usual ? 'too_little_data' : calls < FEWEST_CALLS ? 'too_little_data' : 'unknown'
    return {
      ...names,
      verdict,
      quantile: 'p50',
      observed: p50.ms,
      expected: usual ? Math.exp(usual.p50.ln) : NaN,
      ratio: usual ? p50.ms / Math.exp(usual.p50.ln) : NaN,
      qValue: 1,
      pValue: 1,
    }
  }
  const ratio = told.observed / told.expected
  return {
    ...names,
    verdict: sure.length === 0 ? 'as_usual' : ratio > 1 ? 'slower' : 'faster',
    quantile: told.name,
    observed: told.observed,
    expected: told.expected,
    ratio,
    qValue: told.q,
    pValue: told.p,
  }
}
