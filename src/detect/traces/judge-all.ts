import { createSeries } from '../../model/series.ts'
import type { OperationSeries } from './analyze-traces.ts'
import type { Blocks } from './blocks.ts'
import type { Candidate } from './candidate.ts'
import { judgeSubject, type Judgement } from './judge-subject.ts'
import type { Operations } from './operations.ts'
import type { Subject } from './subject.ts'

/** Series handed on for forecasts: those with the most rows. */
const MOST_SERIES = 200

export interface JudgedSubject extends Judgement {
  readonly subject: Subject
}

export interface JudgedAll {
  readonly judgements: readonly JudgedSubject[]
  readonly candidates: readonly Candidate[]
  readonly tests: number
}

/** Judges each subject; failures are compared with those of all the other rows. */
export function judgeAll(subjects: readonly Subject[], { failures, rows }: Operations): JudgedAll {
  const candidates: Candidate[] = []
  let tests = 0
  const judgements = subjects.map((subject) => {
    const others = {
      failed: failures === 0 ? 0 : failures - sumOf(subject.failed),
      rows: rows.length - subject.rows.length,
    }
    const judgement = judgeSubject(subject, others)
    candidates.push(...judgement.candidates)
    tests += judgement.tests
    return { subject, ...judgement }
  })
  return { judgements, candidates, tests }
}

/** What the subjects did over time, for forecasts. */
export function seriesOf(judgements: readonly JudgedSubject[]): OperationSeries[] {
  return judgements
    .filter(({ subject, blocks }) => blocks !== undefined && !subject.isPool)
    .sort((a, b) => b.subject.values.length - a.subject.values.length)
    .slice(0, MOST_SERIES)
    .map(({ subject, blocks }) => {
      const { service, operation, isMetric } = subject
      const labels = {
        service,
        operation,
        ...(subject.series && { series: subject.series.trim() }),
      }
      if (!isMetric) {
        const { timestamps, values } = courseColumns(blocks!)
        const series = createSeries(labels, timestamps, values)
        return { service, operation, unit: 'milliseconds' as const, series }
      }
      const order = Array.from(subject.times, (_, i) => i)
        .filter((i) => !Number.isNaN(subject.times[i]!))
        .sort((a, b) => subject.times[a]! - subject.times[b]!)
      const timestamps = Float64Array.from(order, (i) => subject.times[i]!)
      const values = Float64Array.from(order, (i) => subject.values[i]!)
      const series = createSeries(labels, timestamps, values)
      return { service, operation, unit: 'as_sent' as const, series }
    })
}

/** The medians of the stretches at their middles. */
function courseColumns({ start, width, count, stretches }: Blocks) {
  const timestamps = stretches.places.map((place) => start + place * width * count)
  return { timestamps, values: stretches.medians }
}

function sumOf(flags: Uint8Array): number {
  let sum = 0
  for (const flag of flags) sum += flag
  return sum
}
