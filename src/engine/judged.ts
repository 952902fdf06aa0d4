import type { SignalProfile } from '../detect/metrics/profile.ts'
import type { FindingDraft } from '../model/finding.ts'

/** The order of the numbers of a signal's last row in `JudgeAnswer.last`. */
export const LAST = {
  timestamp: 0,
  value: 1,
  expected: 2,
  lower: 3,
  upper: 4,
  score: 5,
  alertScore: 6,
} as const
export const LAST_LENGTH = 7

/** What a worker is asked: the rows of one frame, and where the states of its signals are. */
export interface JudgeTask {
  readonly bank: SharedArrayBuffer
  readonly slots: Uint32Array
  readonly profiles: readonly SignalProfile[]
  readonly timestamps: Float64Array
  readonly values: Float64Array
}

export interface JudgeAnswer {
  /** What opened, changed or ended, in the frame's order of rows and then of time. */
  readonly noticed: readonly { readonly slot: number; readonly draft: FindingDraft }[]
  /** `LAST_LENGTH` numbers for each slot of the task. */
  readonly last: Float64Array
}
