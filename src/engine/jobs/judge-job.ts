import { judgeSample } from '../../detect/metrics/detector.ts'
import {
  openFindings,
  trackFindings,
  type FindingTransition,
} from '../../detect/metrics/findings.ts'
import { createJudgement, type Judgement } from '../../detect/metrics/judgement.ts'
import type { DetectorState } from '../../detect/metrics/state.ts'
import { stateInBank } from '../../detect/metrics/state.ts'
import type { FindingDraft } from '../../model/finding.ts'
import { LAST, LAST_LENGTH, type JudgeAnswer, type JudgeTask } from '../judged.ts'

const judgement = createJudgement()
const sample = { timestamp: 0, value: 0 }

/** Judges a frame, signal by signal; the states in the shared bank move on. */
export function judgeFrame({ bank, slots, profiles, timestamps, values }: JudgeTask): JudgeAnswer {
  const columns = timestamps.length
  const last = new Float64Array(slots.length * LAST_LENGTH)
  const noticed: { slot: number; draft: FindingDraft }[] = []
  slots.forEach((slot, row) => {
    const state = stateInBank(bank, slot)
    const found = new Noticed()
    for (let i = 0; i < columns; i++) {
      sample.timestamp = timestamps[i]!
      sample.value = values[row * columns + i]!
      judgeSample(state, sample, profiles[row]!, judgement)
      trackFindings(state, judgement, found.listen)
    }
    for (const draft of found.drafts(state)) noticed.push({ slot, draft })
    writeLast(last.subarray(row * LAST_LENGTH, (row + 1) * LAST_LENGTH), judgement)
  })
  return { noticed, last }
}

/** Collects what changed in a stretch of rows; of a finding that changes often, only its last form. */
class Noticed {
  readonly #closed: FindingDraft[] = []
  #touched = false

  readonly listen = ({ change, draft }: FindingTransition): void => {
    if (change === 'closed') this.#closed.push(draft)
    else this.#touched = true
  }

  drafts(state: DetectorState): FindingDraft[] {
    return this.#touched ? [...this.#closed, ...openFindings(state)] : this.#closed
  }
}

function writeLast(into: Float64Array, from: Judgement): void {
  into[LAST.timestamp] = from.timestamp
  into[LAST.value] = from.value
  into[LAST.expected] = from.expected
  into[LAST.lower] = from.lower
  into[LAST.upper] = from.upper
  into[LAST.score] = from.score
  into[LAST.alertScore] = from.alertScore
}
