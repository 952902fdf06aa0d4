import type { ModelState } from '../../store/store.ts'
import type { Incident } from '../../model/incident.ts'
import type { Signal } from '../../model/signal.ts'
import { History } from './history.ts'
import { HIGHEST_BAR, solveBars, type Bars } from './solve.ts'
import { classOf, CLASSES, weightOf, type Weight } from './weight.ts'

/** What people see of it. */
export interface BudgetFigures {
  /** False pages a week that are acceptable. */
  readonly budget: number
  /** False pages a week to expect of the signals under watch; null before the first solving. */
  readonly expected: number | null
  /** Pages a week that there have been over the last weeks; null before a day has passed. */
  readonly realised: number | null
}

interface Pending extends Weight {
  /** Unix seconds. */
  readonly start: number
}

const SOLVE_EVERY = 3600
const LEAST_WEEKS = 1 / 7
/** Groups that began within so many seconds of one another may be one matter. */
const STORM_SECONDS = 3600
const STORM_WEEKS = (2 * STORM_SECONDS) / 604_800
/** Where hardly any group has been seen yet, there may well have been one in a day. */
const LEAST_USUAL = 7 * STORM_WEEKS
/** Starts kept to tell a storm: more than this within two hours is one. */
const MOST_STARTS = 1000
/** Where the store keeps the history: beside what was learned of signals, whose ids are hashes. */
export const BUDGET_STATE_ID = 'alert_budget'

/**
 * Decides which groups of findings are told. The user names the false pages a week that are
 * acceptable; the evidence that a page takes follows from the groups that there have been. It is
 * solved anew each hour, first on what history has shown.
 */
export class AlertBudget {
  #budget: number
  readonly #history = new History()
  #signals: Float64Array = new Float64Array(CLASSES.length)
  #solved: Bars | undefined
  #solveDue = -Infinity
  /** Groups that are not over, as many as the situation follows. */
  readonly #pending = new Map<string, Pending>()
  /** Unix seconds at which the latest groups began, those that are over too. */
  readonly #starts = new Map<string, number>()

  constructor(pagesAWeek: number) {
    this.#budget = pagesAWeek
  }

  /** Another budget is in force with the next group. */
  setBudget(pagesAWeek: number): void {
    if (pagesAWeek !== this.#budget) this.#solveDue = -Infinity
    this.#budget = pagesAWeek
  }

  get figures(): BudgetFigures {
    const { weeks, pages } = this.#history
    const realised = weeks >= LEAST_WEEKS ? pages / weeks : null
    return { budget: this.#budget, expected: this.#solved?.expected ?? null, realised }
  }

  /** Time passes until `now` (unix seconds) with these signals under watch. */
  passTo(now: number, watched: { step: number; signals: () => readonly Signal[] }): void {
    if (now >= this.#solveDue) {
      this.#signals = countByClass(watched.signals())
      this.#history.passTo(now, this.#signals)
      this.#solved = solveBars({
        history: this.#history,
        signals: this.#signals,
        step: watched.step,
        budget: this.#budget,
      })
      this.#solveDue = now + SOLVE_EVERY
    } else this.#history.passTo(now, this.#signals)
    for (const [id, start] of this.#starts)
      if (start < now - 4 * STORM_SECONDS && !this.#pending.has(id)) this.#starts.delete(id)
  }

  /** Whether a group is worth a page; remembers what it weighs until it is settled. */
  isPage(
    { id, start, findings }: Pick<Incident, 'id' | 'start' | 'findings'>,
    signalOf: (id: string) => Signal | undefined,
  ): boolean {
    const weight = weightOf(findings, signalOf)
    if (!weight) return false
    this.#pending.set(id, { ...weight, start })
    if (this.#starts.size < MOST_STARTS || this.#starts.has(id)) this.#starts.set(id, start)
    return weight.evidence >= this.#barOf(weight.kind, start)
  }

  /** In a storm groups are so much more frequent, and so much rarer each of them has to be. */
  #barOf(kind: number, start: number): number {
    if (!this.#solved) return 1
    const { near, usual } = this.#around(start)
    const times = isStorm(near, usual) ? near / Math.max(LEAST_USUAL, usual) : 1
    return Math.min(HIGHEST_BAR, this.#solved.bars[kind]! * times ** this.#solved.spreads[kind]!)
  }

  /** So many groups were told for the first time. */
  notePages(count: number): void {
    this.#history.countPages(count)
  }

  /** The group is over: it joins the others. */
  settle(id: string): void {
    const group = this.#pending.get(id)
    if (!group) return
    this.#pending.delete(id)
    const { near, usual } = this.#around(group.start)
    this.#history.count(group, isStorm(near, usual) ? 1 / near : 1)
  }

  /** How many groups began at about that time, and how many usually do. */
  #around(start: number): { near: number; usual: number } {
    let near = 0
    for (const other of this.#starts.values()) if (Math.abs(other - start) <= STORM_SECONDS) near++
    const { groups, weeks } = this.#history
    return { near, usual: (groups / Math.max(LEAST_WEEKS, weeks)) * STORM_WEEKS }
  }

  encode(): Uint8Array {
    return this.#history.encode()
  }

  /** What is saved beside the states of the signals; nothing before anything was judged. */
  stateAt(timestamp: number | null): ModelState[] {
    if (timestamp === null) return []
    return [{ signalId: BUDGET_STATE_ID, timestamp, bytes: this.encode() }]
  }

  restore(bytes: Uint8Array): void {
    this.#history.restore(bytes)
    this.#solveDue = -Infinity
  }
}

function countByClass(signals: readonly Signal[]): Float64Array {
  const counts = new Float64Array(CLASSES.length)
  for (const { role } of signals)
    for (const lifeless of [false, true]) counts[classOf(role, lifeless)]!++
  return counts
}

/** Whether more groups began at about the same time than chance explains (three deviations, and three). */
function isStorm(near: number, usual: number): boolean {
  return near > usual + 3 * Math.sqrt(usual) + 3
}
