import { RootOpsError } from '../errors.ts'
import type { MetricsSource, Range } from '../sources/source.ts'

/** For so long after its last scrape a gauge lives on in the answers of a Prometheus. */
const LOOK_BACK_SECONDS = 300
/**
 * Scrape intervals without a scrape that mean an outage. `rate()` stops filling in after 1.1 of them
 * and falls; half an interval is left to a scrape that takes its time.
 */
const INTERVALS_OF_OUTAGE = 1.5
/** When any target was last scraped. */
const NEWEST_SCRAPE = 'max(timestamp(up))'

export interface PulseOptions {
  /** Seconds between scrapes; where it is not known, nothing is left out. */
  readonly scrapeInterval: number | undefined
  /** Seconds that rates are taken over. */
  readonly window: number
}

/**
 * Tells when the source itself was at work. While a Prometheus is down nothing is scraped, but its
 * gauges live on for five minutes and its rates do not, and for a window after that rates are taken
 * over the hole: without this, every rate would seem to fall and then to fall silent.
 */
export class Pulse {
  readonly #source: Pick<MetricsSource, 'queryRange'>
  readonly #options: PulseOptions
  /** Seconds of data on end that were left out. */
  #leftOut = 0
  #isFelt = false
  /** Not to be asked, or unlike any outage: `up` is no longer scraped, or less often than we think. */
  #isUseless = false

  constructor(source: Pick<MetricsSource, 'queryRange'>, options: PulseOptions) {
    this.#source = source
    this.#options = options
  }

  /** Those of the times (unix seconds, on the grid of the ranges) that can be judged. */
  async timesAlive(times: ReadonlySet<number>, ranges: readonly Range[]): Promise<Set<number>> {
    const { scrapeInterval } = this.#options
    if (scrapeInterval === undefined || this.#isUseless) return new Set(times)
    const distinct = new Map(ranges.map((range) => [`${range.start} ${range.end}`, range]))
    const newest = new Map<number, number>()
    try {
      for (const range of distinct.values()) await this.#feel(range, newest)
    } catch (error) {
      this.#isUseless = error instanceof RootOpsError && error.code === 'SOURCE_REFUSED'
      // Unknown is no reason to look away; what is really the matter, the other questions tell.
      return new Set(times)
    }
    const alive = new Set<number>()
    for (const range of [...distinct.values()].sort((a, b) => a.start - b.start))
      for (const time of this.#aliveIn(range, newest, times)) alive.add(time)
    return alive
  }

  async #feel(range: Range, newest: Map<number, number>): Promise<void> {
    const start = range.start - this.#before(range.step) * range.step
    const { series } = await this.#source.queryRange(NEWEST_SCRAPE, { ...range, start })
    for (const { timestamps, values } of series)
      timestamps.forEach((time, i) => newest.set(time, values[i]!))
  }

  /** Steps to look at before a range: it may lie in the wake of an outage, or begin inside of one. */
  #before(step: number): number {
    return this.#wake(step) + Math.ceil(LOOK_BACK_SECONDS / step)
  }

  /** Steps after an outage in which rates are taken over it; it may end a step after it was seen. */
  #wake(step: number): number {
    return Math.ceil(this.#options.window / step) + 1
  }

  #aliveIn(
    range: Range,
    newest: ReadonlyMap<number, number>,
    times: ReadonlySet<number>,
  ): number[] {
    const { start, end, step } = range
    const wake = this.#wake(step)
    const alive: number[] = []
    let sinceDown = wake
    for (let i = -this.#before(step); start + i * step <= end; i++) {
      const time = start + i * step
      this.#isFelt ||= newest.has(time)
      sinceDown = this.#isFelt && this.#isDown(time, newest) ? 0 : sinceDown + 1
      if (i < 0 || !times.has(time)) continue
      if (sinceDown >= wake) this.#leftOut = 0
      else this.#leaveOut(step)
      if (sinceDown >= wake || this.#isUseless) alive.push(time)
    }
    return alive
  }

  #isDown(time: number, newest: ReadonlyMap<number, number>): boolean {
    const silentFor = time - (newest.get(time) ?? -Infinity)
    return silentFor > INTERVALS_OF_OUTAGE * this.#options.scrapeInterval!
  }

  /** An outage hides no more data than live on after the last scrape, and windows around it. */
  #leaveOut(seconds: number): void {
    this.#leftOut += seconds
    if (this.#leftOut > LOOK_BACK_SECONDS + 3 * this.#options.window) this.#isUseless = true
  }
}
