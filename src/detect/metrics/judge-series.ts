import type { FindingDraft } from '../../model/finding.ts'
import type { Series } from '../../model/series.ts'
import { judgeSample } from './detector.ts'
import { openFindings, trackFindings } from './findings.ts'
import { createJudgement } from './judgement.ts'
import type { SignalProfile } from './profile.ts'
import { createDetectorState, type DetectorState } from './state.ts'

/** One number a row of the series. `expected`, `lower`, `upper` are NaN where too little is known. */
export interface JudgedSeries {
  readonly expected: Float64Array
  readonly lower: Float64Array
  readonly upper: Float64Array
  readonly score: Float64Array
  readonly alertScore: Float64Array
}

/**
 * Judges a series row by row, each with only what came before it: the same code as the stream.
 * `findings` are those that closed inside, then those that are open at the end. With a `state` it
 * goes on from there (and changes it); a finding that was open there counts as one of this series.
 */
export function judgeSeries(
  { timestamps, values }: Series,
  profile: SignalProfile,
  state: DetectorState = createDetectorState(),
): { columns: JudgedSeries; findings: FindingDraft[]; state: DetectorState } {
  const columns = createColumns(timestamps.length)
  const closed: FindingDraft[] = []
  const judgement = createJudgement()
  const sample = { timestamp: 0, value: 0 }
  for (let i = 0; i < timestamps.length; i++) {
    sample.timestamp = timestamps[i]!
    sample.value = values[i]!
    judgeSample(state, sample, profile, judgement)
    columns.expected[i] = judgement.expected
    columns.lower[i] = judgement.lower
    columns.upper[i] = judgement.upper
    columns.score[i] = judgement.score
    columns.alertScore[i] = judgement.alertScore
    trackFindings(state, judgement, ({ change, draft }) => {
      if (change === 'closed') closed.push(draft)
    })
  }
  return { columns, findings: [...closed, ...openFindings(state)], state }
}

function createColumns(rows: number): JudgedSeries {
  return {
    expected: new Float64Array(rows),
    lower: new Float64Array(rows),
    upper: new Float64Array(rows),
    score: new Float64Array(rows),
    alertScore: new Float64Array(rows),
  }
}
