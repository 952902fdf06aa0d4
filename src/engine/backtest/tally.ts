import type { Incident } from '../../model/incident.ts'
import type { Stretch } from '../read-on.ts'

export interface BacktestDay {
  /** Unix seconds of its midnight (UTC). */
  readonly day: number
  /** Signals that were judged on it. */
  readonly signals: number
  /** Findings that began on it. */
  readonly findings: number
  /** Incidents that were told on it. */
  readonly pages: number
}

export interface BacktestPage {
  /** Unix seconds at which it would have been told. */
  readonly told_at: number
  /** As it was told then. */
  readonly told: string
  /** As it was in the end. */
  readonly incident: Incident
}

const DAY_SECONDS = 86_400

/** Counts what a replay of history brings, from `since` (unix seconds) on. */
export class Tally {
  samples = 0
  readonly #since: number
  /** By id: as many as are found; a replay is over before they are too many for memory. */
  readonly #findings = new Map<string, number>()
  readonly #incidents = new Map<string, Incident>()
  readonly #pages: { readonly at: number; readonly incident: Incident }[] = []
  readonly #signals = new Map<number, number>()

  constructor(since: number) {
    this.#since = since
  }

  add({ advance, record, pages }: Stretch, signals: number): void {
    this.samples += advance.samples
    for (const { id, start } of record.findings ?? [])
      if (start >= this.#since) this.#findings.set(id, start)
    this.#pages.push(...pages.filter(({ at }) => at >= this.#since))
    const told = new Set(this.#pages.map(({ incident }) => incident.id))
    for (const incident of record.incidents ?? [])
      if (told.has(incident.id)) this.#incidents.set(incident.id, incident)
    this.#signals.set(dayOf(advance.judgedUntil), signals)
  }

  pages(): BacktestPage[] {
    return this.#pages.map(({ at, incident }) => ({
      told_at: at,
      told: incident.summary,
      incident: this.#incidents.get(incident.id) ?? incident,
    }))
  }

  /** Every day from the first to that of `until`, those without anything too. */
  days(until: number): BacktestDay[] {
    const findings = countByDay([...this.#findings.values()])
    const pages = countByDay(this.#pages.map(({ at }) => at))
    const days: BacktestDay[] = []
    for (let day = dayOf(this.#since); day <= until; day += DAY_SECONDS)
      days.push({
        day,
        signals: this.#signalsOn(day),
        findings: findings.get(day) ?? 0,
        pages: pages.get(day) ?? 0,
      })
    return days
  }

  /** Where no chunk ended on a day, those of the next one that did. */
  #signalsOn(day: number): number {
    const ends = [...this.#signals.keys()].sort((a, b) => a - b)
    const next = ends.find((end) => end >= day) ?? ends.at(-1)
    return next === undefined ? 0 : this.#signals.get(next)!
  }
}

function countByDay(times: readonly number[]): Map<number, number> {
  const counts = new Map<number, number>()
  for (const time of times) counts.set(dayOf(time), (counts.get(dayOf(time)) ?? 0) + 1)
  return counts
}

function dayOf(time: number): number {
  return Math.floor(time / DAY_SECONDS) * DAY_SECONDS
}
