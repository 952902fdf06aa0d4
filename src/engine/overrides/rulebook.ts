import type { SignalProfile } from '../../detect/metrics/profile.ts'
import type { WallClock } from '../../detect/metrics/wall-clock.ts'
import type { SignalRules } from '../../model/override.ts'
import type { Signal } from '../../model/signal.ts'
import { makeWallClock, type ClockPlan } from './make-wall-clock.ts'
import { rulingOf } from './ruling.ts'

/** Nobody said anything. */
const NO_RULES: SignalRules = { timeZone: 'UTC', calendar: [], overrides: [] }

/** Wall clocks are exact for so many years around now: history and charts before, uptime after. */
const YEAR_SECONDS = 365.25 * 86_400
const YEARS = { before: 5, after: 10 } as const

/** What people said of the signals, looked up a signal: each is held against the patterns once. */
export class Rulebook {
  #rules: SignalRules
  #now: number
  #profiles = new WeakMap<Signal, SignalProfile>()
  /** Also of signals that have gone since; as many as there were signals since the last change. */
  #muted = new Set<string>()
  /** By zone and by the calendar's place among the rules: at most one an override, and one. */
  readonly #clocks = new Map<string, WallClock | undefined>()
  readonly #calendars: ClockPlan['calendar'][] = []

  /** `now`: unix seconds. Throws INPUT_INVALID for a zone that the runtime does not know. */
  constructor(rules: SignalRules | undefined, now: number) {
    this.#rules = rules ?? NO_RULES
    this.#now = now
  }

  /** Other rules from now on. */
  change(rules: SignalRules | undefined, now: number): void {
    this.#rules = rules ?? NO_RULES
    this.#now = now
    this.#profiles = new WeakMap()
    this.#muted.clear()
    this.#clocks.clear()
    this.#calendars.length = 0
  }

  /** What the judge must know of a signal whose rows are `step` seconds apart. */
  profileOf(signal: Signal, step: number): SignalProfile {
    const known = this.#profiles.get(signal)
    if (known?.step === step) return known
    const profile = this.#newProfile(signal, step)
    this.#profiles.set(signal, profile)
    return profile
  }

  /** Whether findings of a signal (by id) make no incident; one that was never looked up is not. */
  isMuted(signalId: string): boolean {
    return this.#muted.has(signalId)
  }

  #newProfile(signal: Signal, step: number): SignalProfile {
    const { bad, leastChange, isMuted, clockPlan } = rulingOf(signal, this.#rules)
    const wallClock = this.#clockOf(clockPlan)
    if (isMuted) this.#muted.add(signal.id)
    const { role, unit } = signal
    const known = { ...(leastChange && { leastChange }), ...(wallClock && { wallClock }) }
    return { bad, role, unit, step, ...known }
  }

  /** The same clock for the same plan: signals that share it are sent to a worker with one copy. */
  #clockOf(plan: ClockPlan): WallClock | undefined {
    const key = `${this.#placeOf(plan.calendar)} ${plan.timeZone}`
    if (!this.#clocks.has(key)) this.#clocks.set(key, makeWallClock(plan, this.#range()))
    return this.#clocks.get(key)
  }

  #placeOf(calendar: ClockPlan['calendar']): number {
    const place = this.#calendars.indexOf(calendar)
    return place >= 0 ? place : this.#calendars.push(calendar) - 1
  }

  #range(): { start: number; end: number } {
    const { before, after } = YEARS
    return { start: this.#now - before * YEAR_SECONDS, end: this.#now + after * YEAR_SECONDS }
  }
}
