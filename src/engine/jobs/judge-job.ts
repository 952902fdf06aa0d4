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
import {
  LAST,
  LAST_LENGTH,
  type Inherited,
  type JudgeAnswer,
  type JudgeTask,
  type NoticedDraft,
} from '../judged.ts'
import { Family } from './family.ts'
import { turnsOf } from './turns.ts'

const judgement = createJudgement()
const sample = { timestamp: 0, value: 0 }

/** Judges a frame, signal by signal; the states in the shared bank move on. */
export function judgeFrame(task: JudgeTask): JudgeAnswer {
  const answer: Answer = {
    noticed: [],
    last: new Float64Array(task.slots.length * LAST_LENGTH),
    inherited: [],
  }
  for (const rows of turnsOf(task)) judgeTogether(task, rows, answer)
  return answer
}

interface Answer extends JudgeAnswer {
  readonly noticed: NoticedDraft[]
  readonly inherited: Inherited[]
}

/** Judges some rows of the frame side by side, time after time. */
function judgeTogether(task: JudgeTask, rows: readonly number[], answer: Answer): void {
  const { bank, slots, profiles, timestamps, values } = task
  const columns = timestamps.length
  const states = rows.map((row) => stateInBank(bank, slots[row]!))
  const founds = rows.map(() => new Noticed())
  const family = new Family(task, rows, states)
  for (let i = 0; i < columns; i++)
    for (let k = 0; k < rows.length; k++) {
      const row = rows[k]!
      const slot = slots[row]!
      const state = states[k]!
      const found = founds[k]!
      sample.timestamp = timestamps[i]!
      sample.value = values[row * columns + i]!
      const from = family.teach(k, sample.timestamp)
      if (from !== undefined) answer.inherited.push({ slot, from })
      judgeSample(state, sample, profiles[row]!, judgement)
      trackFindings(state, judgement, found.listen)
      if (found.isAny)
        for (const draft of found.take(state))
          answer.noticed.push({ slot, at: timestamps[i]!, draft })
      if (i === columns - 1)
        writeLast(answer.last.subarray(row * LAST_LENGTH, (row + 1) * LAST_LENGTH), judgement)
    }
}

/** Collects what changed in one row. */
class Noticed {
  #closed: FindingDraft[] = []
  #touched = false

  readonly listen = ({ change, draft }: FindingTransition): void => {
    if (change === 'closed') this.#closed.push(draft)
    else this.#touched = true
  }

  get isAny(): boolean {
    return this.#touched || this.#closed.length > 0
  }

  /** What ended, then what is open if any of it changed; nothing is left. */
  take(state: DetectorState): FindingDraft[] {
    const drafts = this.#touched ? [...this.#closed, ...openFindings(state)] : this.#closed
    this.#closed = []
    this.#touched = false
    return drafts
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
