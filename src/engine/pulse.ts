import { RootOpsError } from '../errors.ts'
import type { MetricsSource, Range } from '../sources/source.ts'

/** For so long after its last scrape a gauge lives on in the answers of a Prometheus. */
const LOOK_BACK_SECONDS = 300
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
  /** Unix seconds at which the source was last seen down, of the times looked at. */
  #downAt = -Infinity
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
      for (let i = 0; range.start + i * range.step <= range.end; i++) {
        const time = range.start + i * range.step
        const age = time - (newest.get(time) ?? -Infinity)
        if (this.#isAlive(time, age <= 2 * scrapeInterval, range.step)) this.#leftOut = 0
        else if (times.has(time)) this.#leaveOut(range.step)
        if (times.has(time) && (this.#leftOut === 0 || this.#isUseless)) alive.add(time)
      }
    return alive
  }

  async #feel(range: Range, newest: Map<number, number>): Promise<void> {
    const { series } = await this.#source.queryRange(NEWEST_SCRAPE, range)
    for (const { timestamps, values } of series)
      timestamps.forEach((time, i) => newest.set(time, values[i]!))
  }

  #isAlive(time: number, isScraped: boolean, step: number): boolean {
    if (isScraped) this.#isFelt = true
    else if (this.#isFelt) this.#downAt = time
    const sinceDown = time - this.#downAt
    // It may have come back as late as a step after it was seen down.
    return sinceDown < 0 || sinceDown >= this.#options.window + step
  }

  /** An outage hides no more data than live on after the last scrape, and windows around it. */
  #leaveOut(seconds: number): void {
    this.#leftOut += seconds
    if (this.#leftOut > LOOK_BACK_SECONDS + 2 * this.#options.window) this.#isUseless = true
  }
}
