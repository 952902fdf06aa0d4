import { columnsOf, drawsOf, shuffled, START } from '../../src/detect/traces/batches.fixture.ts'
import { compareSpans } from '../../src/detect/traces/compare/compare-spans.ts'
import { analyzeTraces } from '../../src/detect/traces/analyze-traces.ts'
import type { SpanColumns } from '../../src/model/span.ts'
import type { TraceAnalysis, TraceAnomaly } from '../../src/model/trace-analysis.ts'
import type { Row, Suite } from '../suite.ts'
import { HISTORY_CASES, type HistoryCase } from './trace-fault-history.ts'
import { FAULT_CASES, type Batch, type FaultCase, type Truth } from './trace-fault-cases.ts'

const FAULTY_MEMBERS = 40
const HEALTHY_MEMBERS = 200
/** Batches larger than this are shuffled only once a case: shuffling costs more than judging. */
const SMALL = 5000

export const suite: Suite = {
  what: 'seventeen small cases and a family drawn around each: faults named rightly (operation, kind, time), healthy batches alarmed',
  run() {
    const scores = [...FAULT_CASES.map(scoreOf), ...HISTORY_CASES.map(historyScoreOf)]
    return Promise.resolve([...scores.map(rowOf), ...totals(scores)])
  },
}

interface CaseScore {
  readonly name: string
  readonly isHealthy: boolean
  readonly members: number
  /** Faults named rightly, or healthy batches without an alarm. */
  readonly right: number
  /** Members where an operation without a fault was accused too. */
  readonly accused: number
  /** Members whose answer changed with the order of rows. */
  readonly unstable: number
  readonly shuffles: number
}

function scoreOf({ name, isHealthy, member }: FaultCase): CaseScore {
  const members = isHealthy ? HEALTHY_MEMBERS : FAULTY_MEMBERS
  let [right, accused, unstable, shuffles] = [0, 0, 0, 0]
  for (let seed = 0; seed < members; seed++) {
    const batch = member(seed === 0 ? 0 : seed * 7919 + name.length)
    const answer = analysisOf(batch)
    const isRight = isHealthy ? answer.verdict === 'ok' : isNamed(answer, batch)
    if (isRight) right++
    if (!isHealthy && accuses(answer, batch)) accused++
    if (seed > 1 && batch.rows.length > SMALL) continue
    shuffles++
    const mixed = analysisOf({ ...batch, rows: shuffled(batch.rows, drawsOf(seed + 1)) })
    if (JSON.stringify(mixed) !== JSON.stringify(answer)) unstable++
  }
  return { name, isHealthy, members, right, accused, unstable, shuffles }
}

/** Five batches and one more, held against them; every operation of it, or none, is slower. */
function historyScoreOf({ name, isHealthy, member }: HistoryCase): CaseScore {
  const members = isHealthy ? HEALTHY_MEMBERS : FAULTY_MEMBERS
  let [right, unstable, shuffles] = [0, 0, 0]
  for (let seed = 0; seed < members; seed++) {
    const { before, after } = member(seed === 0 ? 0 : seed * 7919 + name.length)
    const sides = [before, after].map((rows) => ({ columns: columnsOf(rows) })) as [Side, Side]
    const answer = compareSpans(...sides)
    const verdicts = answer.operations.map(({ latency }) => latency.verdict)
    const isRight = isHealthy
      ? answer.verdict === 'no_difference'
      : verdicts.every((verdict) => verdict === 'regressed')
    if (isRight) right++
    if (seed > 1 && after.length > SMALL) continue
    shuffles++
    const mixed = shuffled(after, drawsOf(seed + 1))
    const again = compareSpans(sides[0], { columns: columnsOf(mixed) })
    if (JSON.stringify(again) !== JSON.stringify(answer)) unstable++
  }
  return { name, isHealthy, members, right, accused: 0, unstable, shuffles }
}

interface Side {
  readonly columns: SpanColumns
}

function analysisOf({ rows }: Batch): Omit<TraceAnalysis, 'predictions'> {
  return analyzeTraces(columnsOf(rows), {
    now: START,
    rejected: { count: 0, rows: [] },
    warnings: [],
  }).analysis
}

function isNamed({ anomalies }: Pick<TraceAnalysis, 'anomalies'>, { truths }: Batch): boolean {
  return truths.every((truth) => anomalies.some((anomaly) => names(anomaly, truth)))
}

/** The same operation and kind, and at least half of the time in common. */
function names(anomaly: TraceAnomaly, { service, operation, kind, start, end }: Truth): boolean {
  if (anomaly.service !== service || anomaly.operation !== operation || anomaly.kind !== kind)
    return false
  const from = Date.parse(anomaly.start!) / 1000 - START
  const to = Date.parse(anomaly.end!) / 1000 - START
  const common = Math.min(to, end) - Math.max(from, start)
  // Times are told in milliseconds.
  return common + 0.002 >= 0.5 * (Math.max(to, end) - Math.min(from, start))
}

function accuses({ anomalies }: Pick<TraceAnalysis, 'anomalies'>, { truths }: Batch): boolean {
  return anomalies.some(
    (one) =>
      !truths.some(
        ({ service, operation }) => one.service === service && one.operation === operation,
      ),
  )
}

function rowOf({ name, isHealthy, members, right, accused }: CaseScore): Row {
  if (isHealthy)
    return { what: `${name} (healthy)`, measured: `${members - right} of ${members} alarmed` }
  const also = accused > 0 ? `; another operation accused in ${accused}` : ''
  return { what: name, measured: `${right} of ${members} named rightly${also}` }
}

function totals(scores: readonly CaseScore[]): Row[] {
  const sum = (
    of: readonly CaseScore[],
    field: 'members' | 'right' | 'accused' | 'unstable' | 'shuffles',
  ) => of.reduce((all, one) => all + one[field], 0)
  const faulty = scores.filter(({ isHealthy }) => !isHealthy)
  const healthy = scores.filter(({ isHealthy }) => isHealthy)
  const percent = (part: number, of: number) =>
    `${((100 * part) / of).toFixed(1)} % (${part} of ${of})`
  return [
    {
      what: 'all faulty: named rightly',
      measured: percent(sum(faulty, 'right'), sum(faulty, 'members')),
      wanted: '≥ 95 %',
    },
    {
      what: 'all healthy: alarmed',
      measured: percent(sum(healthy, 'members') - sum(healthy, 'right'), sum(healthy, 'members')),
      wanted: '≤ 1 %',
    },
    {
      what: 'faulty: an operation without a fault accused too',
      measured: percent(sum(faulty, 'accused'), sum(faulty, 'members')),
    },
    {
      what: 'shuffled rows, another answer',
      measured: percent(sum(scores, 'unstable'), sum(scores, 'shuffles')),
      wanted: '0',
    },
  ]
}
