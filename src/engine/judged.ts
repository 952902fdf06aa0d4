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
  /** For each row a number that is the same for siblings; see `siblings.ts`. */
  readonly kin: Uint32Array
  /** Encoded states of signals that were given up once and are back. */
  readonly earlier: readonly { readonly slot: number; readonly bytes: Uint8Array }[]
  readonly profiles: readonly SignalProfile[]
  readonly timestamps: Float64Array
  readonly values: Float64Array
}

export interface NoticedDraft {
  readonly slot: number
  /** Unix seconds of the row that made the finding so: what comes after it, is not in it. */
  readonly at: number
  readonly draft: FindingDraft
}

/** A newcomer that goes on from what another signal knew; from itself, when it is back. */
export interface Inherited {
  readonly slot: number
  readonly from: number
}

export interface JudgeAnswer {
  /** What opened, changed or ended, of each signal in the order of time. */
  readonly noticed: readonly NoticedDraft[]
  /** `LAST_LENGTH` numbers for each slot of the task. */
  readonly last: Float64Array
  readonly inherited: readonly Inherited[]
}
