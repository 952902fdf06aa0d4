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
  /** No outage looks like what was seen: `up` is no longer scraped, or less often than we think. */
  #isMisleading = false

  constructor(source: Pick<MetricsSource, 'queryRange'>, options: PulseOptions) {
    this.#source = source
    this.#options = options
  }

  /** Those of the times (unix seconds, on the grid of the ranges) that can be judged. */
  async timesAlive(times: ReadonlySet<number>, ranges: readonly Range[]): Promise<Set<number>> {
    const { scrapeInterval } = this.#options
    if (scrapeInterval === undefined || this.#isMisleading) return new Set(times)
    const distinct = new Map(ranges.map((range) => [`${range.start} ${range.end}`, range]))
    const newest = new Map<number, number>()
    try {
      for (const range of distinct.values()) await this.#feel(range, newest)
    } catch {
      // Unknown is no reason to look away; what is really the matter, the other questions tell.
      return new Set(times)
    }
    const step = ranges[0]?.step ?? 0
    const sorted = [...times].sort((a, b) => a - b)
    return new Set(
      sorted.filter((time) => {
        const age = time - (newest.get(time) ?? -Infinity)
        return this.#isAlive({ time, age, step, limit: 2 * scrapeInterval })
      }),
    )
  }

  async #feel(range: Range, newest: Map<number, number>): Promise<void> {
    const { series } = await this.#source.queryRange(NEWEST_SCRAPE, range)
    for (const { timestamps, values } of series)
      timestamps.forEach((time, i) => newest.set(time, values[i]!))
  }

  #isAlive(at: { time: number; age: number; step: number; limit: number }): boolean {
    const { time, age, step, limit } = at
    const { window } = this.#options
    if (age <= limit) this.#isFelt = true
    else if (this.#isFelt) this.#downAt = time
    const sinceDown = time - this.#downAt
    if (sinceDown < 0 || sinceDown >= window) this.#leftOut = 0
    else this.#leftOut += step
    if (this.#leftOut > LOOK_BACK_SECONDS + 2 * window) this.#isMisleading = true
    return this.#leftOut === 0 || this.#isMisleading
  }
}
