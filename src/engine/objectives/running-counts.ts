import type { Counts } from '../../forecast/budget/counts.ts'
import type { ObjectiveEvents } from '../../model/objective.ts'
import type { MetricsSource } from '../../sources/source.ts'
import { readCounts } from './read-counts.ts'

/** Keeps the newest `most` stretches of an objective's events: asks for all once, then for what is new. */
export class RunningCounts {
  readonly #events: ObjectiveEvents
  readonly #step: number
  /** Bounds the memory: two numbers a stretch. */
  readonly #most: number
  #counts: Counts | undefined

  constructor(events: ObjectiveEvents, step: number, most: number) {
    this.#events = events
    this.#step = step
    this.#most = most
  }

  /** The counts up to the last whole stretch before `now`; throws what the source throws. */
  async read(source: Pick<MetricsSource, 'queryRange'>, now: number): Promise<Counts> {
    const step = this.#step
    const end = Math.floor(now / step) * step
    const known = this.#counts
    const missing = known ? Math.round((end - known.end) / step) : this.#most
    if (known && missing <= 0) return known
    const count = Math.min(this.#most, missing)
    const fresh = await readCounts(source, this.#events, { end, step, count })
    this.#counts = known && missing < this.#most ? this.#joined(known, fresh) : fresh
    return this.#counts
  }

  #joined(known: Counts, fresh: Counts): Counts {
    const joined = (old: Float64Array, more: Float64Array) => {
      const values = new Float64Array(this.#most).fill(NaN)
      values.set(more, this.#most - more.length)
      const kept = old.subarray(Math.max(0, old.length + more.length - this.#most))
      values.set(kept, this.#most - more.length - kept.length)
      return values
    }
    return {
      step: fresh.step,
      end: fresh.end,
      errors: joined(known.errors, fresh.errors),
      total: joined(known.total, fresh.total),
    }
  }
}
