import type { Finding } from '../model/finding.ts'
import type { Incident } from '../model/incident.ts'
import type { Signal } from '../model/signal.ts'
import type { CycleRecord } from '../store/store.ts'
import type { AlertBudget } from './budget/alert-budget.ts'
import type { Situation, SituationContext } from './situation.ts'
import type { Noticed, Watch } from './watch.ts'
import { together } from './unsaved.ts'

export interface PassageOn {
  readonly situation: Situation
  readonly budget: Pick<AlertBudget, 'passTo' | 'isPage' | 'settle' | 'notePages'>
  /** Seconds by which a row is judged later than its time. */
  readonly offset: number
  /** Whether the configuration keeps a finding out of incidents. */
  readonly isMutedByOverride?: ((finding: Finding) => boolean) | undefined
  /** Signals that are not under watch but have findings all the same, by id. */
  readonly otherSignal?: ((id: string) => Signal | undefined) | undefined
}

export interface Page {
  /** Unix seconds. */
  readonly at: number
  readonly incident: Incident
}

/** What a stretch of time has brought. */
export interface Passed {
  /** Of everything that has changed the newest form. */
  readonly record: CycleRecord
  /** In the order in which they were told. */
  readonly pages: readonly Page[]
}

type Stretch = Pick<SituationContext, 'isFollowed'> & {
  readonly watch: Pick<Watch, 'table' | 'step'>
  /** Unix seconds up to which time passes. */
  readonly now: number
}

/** So often time is let pass though nothing was noticed: incidents end, and the budget counts. */
const TICK_SECONDS = 3600

/**
 * Lets time pass: takes what was noticed in the order of its rows, each at the moment at which it
 * would have been noticed live. History read a day at a time gives the incidents and pages that a
 * cycle a minute would have given; live cycles and backtests both go this way.
 */
export class Passage {
  readonly #on: PassageOn
  /** Unix seconds until which time has passed; undefined before it began to. */
  #now: number | undefined

  constructor(on: PassageOn) {
    this.#on = on
  }

  pass(noticed: readonly Noticed[], stretch: Stretch): Passed {
    const { offset } = this.#on
    let record: CycleRecord = {}
    const pages: Page[] = []
    const moments = momentsOf(noticed, { offset, after: this.#now, now: stretch.now })
    for (const [now, inside] of moments) {
      const isLast = now === stretch.now
      const change = this.#absorb(inside, {
        ...stretch,
        now,
        isFollowed: isLast ? stretch.isFollowed : () => true,
      })
      record = together(record, change)
      pages.push(...change.pages.map((incident) => ({ at: now, incident })))
    }
    return { record, pages }
  }

  #absorb(noticed: readonly Noticed[], { watch, now, isFollowed }: Stretch) {
    const { situation, budget, isMutedByOverride, otherSignal } = this.#on
    const signalOf = (id: string) => signalById(watch, id) ?? otherSignal?.(id)
    this.#now = now
    budget.passTo(now, { step: watch.step, signals: () => watch.table.live })
    const change = situation.absorb(noticed, {
      now,
      signalOf,
      isFollowed,
      ...(isMutedByOverride && { isMutedByOverride }),
      isPage: (incident) => budget.isPage(incident, signalOf) || isPromised(incident),
    })
    budget.notePages(change.pages.length)
    for (const id of change.over) budget.settle(id)
    return change
  }
}

/** Whether somebody has said beforehand that this is worth a page: the budget is for what we think. */
function isPromised({ findings }: Incident): boolean {
  return findings.some(({ severity }) => severity === 'critical')
}

/** What was noticed, by the moment at which it would have been live; an empty one at least each hour. */
function momentsOf(
  noticed: readonly Noticed[],
  { offset, after, now }: { offset: number; after: number | undefined; now: number },
): [number, Noticed[]][] {
  const moments = new Map<number, Noticed[]>()
  for (const one of noticed) {
    // A query that could not be answered at its time is late: what it tells is news all the same.
    const moment = Math.min(now, Math.max(one.at + offset, after ?? -Infinity))
    const inside = moments.get(moment)
    if (inside) inside.push(one)
    else moments.set(moment, [one])
  }
  const first = after ?? Math.min(now, ...moments.keys())
  for (let tick = nextTick(first); tick < now; tick += TICK_SECONDS)
    if (!moments.has(tick)) moments.set(tick, [])
  if (!moments.has(now)) moments.set(now, [])
  return [...moments].sort(([a], [b]) => a - b)
}

function nextTick(time: number): number {
  return (Math.floor(time / TICK_SECONDS) + 1) * TICK_SECONDS
}

function signalById({ table }: Pick<Watch, 'table'>, id: string): Signal | undefined {
  const slot = table.slotOf(id)
  return slot === undefined ? undefined : table.signals[slot]
}
