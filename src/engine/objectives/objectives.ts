import { RootOpsError } from '../../errors.ts'
import type { Finding, FindingDraft } from '../../model/finding.ts'
import type { Objective } from '../../model/objective.ts'
import type { Signal } from '../../model/signal.ts'
import type { MetricsSource } from '../../sources/source.ts'
import type { Burn } from '../../forecast/budget/judge-burn.ts'
import type { Crossing } from '../../forecast/crossing/question.ts'
import type { Noticed } from '../watch.ts'
import { ObjectiveWatch, type ObjectiveState } from './objective-watch.ts'
import { sayBurn } from './say-burn.ts'

/** What lies ahead of a budget: the signal's value is the share that is spent. */
interface ObjectiveOutlook {
  readonly signal: Signal
  readonly value: number
  readonly crossing: Crossing
  readonly horizonSeconds: number
  /** Unix seconds up to which events were counted, from which `breach_seconds` count. */
  readonly now: number
}

export interface ObjectivesNow {
  readonly outlooks: readonly ObjectiveOutlook[]
  /** Open burns, and once each that has ended since the last look. */
  readonly burns: readonly Noticed[]
  readonly states: readonly ObjectiveState[]
  /** Objectives that could not be looked at, with the reason for people. */
  readonly failed: readonly { readonly name: string; readonly reason: string }[]
}

interface Entry {
  readonly watch: ObjectiveWatch
  /** The burn that is open, with its first start: a finding keeps its id while it lasts. */
  open: Burn | undefined
  state: ObjectiveState | undefined
}

/** Highest score there is: p-values get smaller than numbers can. */
const MOST_SCORE = 300

/** The error budgets that were promised: counted, judged and foretold at each look. */
export class Objectives {
  readonly #source: Pick<MetricsSource, 'queryRange'>
  /** By name; the configuration bounds how many. */
  #entries = new Map<string, Entry>()

  constructor(source: Pick<MetricsSource, 'queryRange'>, objectives: readonly Objective[] = []) {
    this.#source = source
    this.reconfigure(objectives)
  }

  /** What has not changed keeps what it counted. */
  reconfigure(objectives: readonly Objective[]): void {
    const before = this.#entries
    this.#entries = new Map(
      objectives.map((objective) => {
        const known = before.get(objective.name)
        const isSame = known && JSON.stringify(known.watch.objective) === JSON.stringify(objective)
        const entry = { watch: new ObjectiveWatch(objective), open: undefined, state: undefined }
        return [objective.name, isSame ? known : entry]
      }),
    )
  }

  /** How the objectives stood when they were last looked at. */
  get states(): readonly ObjectiveState[] {
    return [...this.#entries.values()].flatMap(({ state }) => state ?? [])
  }

  /** The signal that an objective's budget is, by id. */
  signalOf(id: string): Signal | undefined {
    for (const { watch } of this.#entries.values()) if (watch.signal.id === id) return watch.signal
    return undefined
  }

  /** Whether the burn that a finding tells of is still open. */
  follows({ signal, start }: Pick<Finding, 'signal' | 'start'>): boolean {
    const entries = [...this.#entries.values()]
    return entries.some(({ watch, open }) => watch.signal.id === signal && open?.since === start)
  }

  /**
   * Looks at every objective; meant for each five minutes. One after the other, so that the source
   * is never asked by all at once. Never throws for the source's sake: see `failed`.
   */
  async advance(now: number): Promise<ObjectivesNow> {
    const outlooks: ObjectiveOutlook[] = []
    const burns: Noticed[] = []
    const states: ObjectiveState[] = []
    const failed: { name: string; reason: string }[] = []
    for (const [name, entry] of this.#entries) {
      try {
        const state = await entry.watch.look(this.#source, now)
        entry.state = state
        states.push(state)
        outlooks.push(...outlookOf(state))
        burns.push(...revisedBurn(entry, state))
      } catch (error) {
        if (!(error instanceof RootOpsError)) throw error
        failed.push({ name, reason: error.message })
      }
    }
    return { outlooks, burns, states, failed }
  }
}

function outlookOf({ signal, budget, horizonSeconds, at }: ObjectiveState): ObjectiveOutlook[] {
  if (!budget?.crossing) return []
  return [{ signal, value: budget.spent, crossing: budget.crossing, horizonSeconds, now: at }]
}

function revisedBurn(entry: Entry, state: ObjectiveState): Noticed[] {
  const { open } = entry
  const { burn } = state
  entry.open = burn && { ...burn, since: open?.since ?? burn.since }
  if (entry.open) return [toldBurn(entry.open, state, null)]
  return open ? [toldBurn(open, state, state.at)] : []
}

function toldBurn(burn: Burn, state: ObjectiveState, end: number | null): Noticed {
  const { signal, objective, at } = state
  const isPage = burn.rule.severity === 'page'
  const allowed = 1 - objective.objective
  const draft: FindingDraft = {
    kind: 'errors',
    start: burn.since,
    end,
    score: Math.min(MOST_SCORE, -Math.log10(Math.max(burn.pValue, 10 ** -MOST_SCORE))),
    alertScore: isPage ? 1 : 0.5,
    observed: burn.ratio,
    expected: allowed,
    lower: 0,
    upper: allowed,
  }
  const secondsLeft = state.budget?.secondsAtThisRate ?? null
  const summary = sayBurn({ objective, signal, burn, secondsLeft, end, now: at })
  return {
    signal,
    at,
    draft,
    told: { summary, severity: isPage ? 'critical' : 'warning' },
  }
}
