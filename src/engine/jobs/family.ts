import { inheritState, isNewcomer, mayInherit } from '../../detect/metrics/inherit.ts'
import type { SignalProfile } from '../../detect/metrics/profile.ts'
import { inheritFromSibling } from '../../detect/metrics/sibling.ts'
import { decodeState, type DetectorState } from '../../detect/metrics/state.ts'
import type { JudgeTask } from '../judged.ts'

/** Rows that are judged side by side: who of them begins, and from whom it can inherit. */
export class Family {
  readonly #states: readonly DetectorState[]
  readonly #slots: readonly number[]
  readonly #profiles: readonly SignalProfile[]
  readonly #isNew: boolean[]
  /** What the newcomer itself knew when it was last seen. */
  readonly #earlier: readonly (DetectorState | undefined)[]

  constructor(task: JudgeTask, rows: readonly number[], states: readonly DetectorState[]) {
    this.#states = states
    this.#slots = rows.map((row) => task.slots[row]!)
    this.#profiles = rows.map((row) => task.profiles[row]!)
    this.#isNew = states.map(isNewcomer)
    const earlier = new Map(task.earlier.map(({ slot, bytes }) => [slot, bytes]))
    this.#earlier = this.#slots.map((slot) => {
      const bytes = earlier.get(slot)
      return bytes && decodeState(bytes)
    })
  }

  /**
   * Gives the newcomer with this place in the family what others know, as soon as it can be told
   * whom it is like. Answers the slot that it inherited from, its own when it had been there before.
   */
  teach(place: number, timestamp: number): number | undefined {
    if (!this.#isNew[place]) return undefined
    const into = this.#states[place]!
    if (!mayInherit(into)) {
      this.#isNew[place] = isNewcomer(into)
      return undefined
    }
    const { step, wallClock } = this.#profiles[place]!
    const at = { timestamp, step, wallClock }
    const earlier = this.#earlier[place]
    if (earlier && inheritState(earlier, into, at)) return this.#slots[place]
    const sibling = inheritFromSibling(this.#states, into, at)
    return sibling < 0 ? undefined : this.#slots[sibling]
  }
}
