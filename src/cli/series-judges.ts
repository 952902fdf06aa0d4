import { judgeSample } from '../detect/metrics/detector.ts'
import { trackFindings } from '../detect/metrics/findings.ts'
import { createJudgement } from '../detect/metrics/judgement.ts'
import type { SignalProfile } from '../detect/metrics/profile.ts'
import { createBank, stateInBank, type DetectorState } from '../detect/metrics/state.ts'
import type { RecordedFile } from '../sources/files/recorded-file.ts'
import type { Learned } from './kept-states.ts'
import { STEP_ROWS, stepOf } from './recorded.ts'

/** Places of the numbers that are kept of each judged sample. */
export const THOUGHT = { expected: 0, lower: 1, upper: 2, score: 3, alertScore: 4 } as const
export const THOUGHT_LENGTH = 5

/** What is known of all series of a file without looking at them. */
export type Told = Pick<SignalProfile, 'bad' | 'wallClock'>

const NONE = -1

// Filled anew for every sample.
const sample = { timestamp: 0, value: 0 }
const judgement = createJudgement()

/** Judges the samples of a file, 4 KB a series beside it. */
export class SeriesJudges {
  readonly #file: RecordedFile
  readonly #states: readonly DetectorState[]
  readonly #profiles: readonly SignalProfile[]
  /** Of a block: the first sample of each series, and for each sample the next one of its series. */
  readonly #first: Int32Array
  #next = new Int32Array(0)

  /** `learned` answers what is known of a series already. */
  constructor(file: RecordedFile, told: Told, learned: (name: string) => Learned | undefined) {
    const bank = createBank(file.names.length)
    const steps = stepsOf(file)
    this.#file = file
    this.#states = file.names.map((name, id) => {
      const state = stateInBank(bank, id)
      const known = learned(name)
      if (known) state.bytes.set(known.state.bytes)
      return state
    })
    this.#profiles = file.names.map((name, id) => {
      const step = learned(name)?.step ?? steps[id]!
      return { ...told, role: 'level', unit: 'none', step }
    })
    this.#first = new Int32Array(file.names.length).fill(NONE)
  }

  /**
   * Judges samples `start` up to `end`, `THOUGHT_LENGTH` numbers of each into `thoughts`. Calls follow
   * one another through the file. Series by series: a state is in the cache for all of its samples.
   */
  judge(start: number, end: number, thoughts: Float64Array): void {
    const { seriesOfSample } = this.#file
    this.#chain(start, end)
    for (let i = start; i < end; i++) {
      const series = seriesOfSample[i]!
      if (this.#first[series] === NONE) continue
      this.#first[series] = NONE
      const state = this.#states[series]!
      const profile = this.#profiles[series]!
      for (let own = i; own !== NONE; own = this.#next[own - start]!) {
        this.#judgeOne(own, state, profile)
        keep(thoughts, (own - start) * THOUGHT_LENGTH)
      }
    }
  }

  forEachState(tell: (name: string, learned: Learned) => void): void {
    this.#file.names.forEach((name, id) => {
      tell(name, { step: this.#profiles[id]!.step, state: this.#states[id]! })
    })
  }

  #chain(start: number, end: number): void {
    if (this.#next.length < end - start) this.#next = new Int32Array(end - start)
    const { seriesOfSample } = this.#file
    for (let i = end - 1; i >= start; i--) {
      const series = seriesOfSample[i]!
      this.#next[i - start] = this.#first[series]!
      this.#first[series] = i
    }
  }

  #judgeOne(i: number, state: DetectorState, profile: SignalProfile): void {
    sample.timestamp = this.#file.timestamps[i]!
    sample.value = this.#file.values[i]!
    judgeSample(state, sample, profile, judgement)
    trackFindings(state, judgement, ignore)
  }
}

function keep(thoughts: Float64Array, at: number): void {
  thoughts[at + THOUGHT.expected] = judgement.expected
  thoughts[at + THOUGHT.lower] = judgement.lower
  thoughts[at + THOUGHT.upper] = judgement.upper
  thoughts[at + THOUGHT.score] = judgement.score
  thoughts[at + THOUGHT.alertScore] = judgement.alertScore
}

function ignore(): void {}

/** The step of each series, from its first rows. */
function stepsOf({ names, timestamps, seriesOfSample }: RecordedFile): number[] {
  const begun = new Float64Array(names.length * STEP_ROWS)
  const counts = new Uint8Array(names.length)
  for (let i = 0; i < timestamps.length; i++) {
    const series = seriesOfSample[i]!
    if (counts[series]! < STEP_ROWS) begun[series * STEP_ROWS + counts[series]!++] = timestamps[i]!
  }
  return names.map((_, id) => stepOf(begun.subarray(id * STEP_ROWS, id * STEP_ROWS + counts[id]!)))
}
