import { RootOpsError } from '../errors.ts'
import { findingOf, findingOfPrediction } from '../incidents/finding.ts'
import { groupFindings } from '../incidents/group.ts'
import type { Mute } from '../model/event.ts'
import type { Finding } from '../model/finding.ts'
import type { Incident } from '../model/incident.ts'
import type { Prediction } from '../model/prediction.ts'
import type { Signal } from '../model/signal.ts'
import type { CycleRecord, Store } from '../store/store.ts'
import { closePrediction } from './foresight/close-prediction.ts'
import type { Noticed } from './watch.ts'

/** Incidents that ended longer ago than this are only in the store: nothing will reopen them. */
const REMEMBER_SECONDS = 2 * 3600
/** Read back at the start; more open incidents than this are a sign of something else. */
const MAX_OPEN = 500
const MAX_MUTES = 500

export interface SituationContext {
  /** Unix seconds. */
  readonly now: number
  readonly signalOf: (id: string) => Signal | undefined
  /** Whether a detector still has the finding open. */
  readonly isFollowed: (finding: Finding) => boolean
  /** Whether the configuration keeps the finding out of incidents; absent: never. */
  readonly isMutedByOverride?: (finding: Finding) => boolean
  /** Whether a group of findings is worth a page; asked whenever the group has changed. */
  readonly isPage: (incident: Incident) => boolean
}

/** What was noticed, not yet tied to what is known of it. */
type Unfound = Omit<Noticed, 'at'>

/** What has changed. */
export interface Change extends Required<Pick<CycleRecord, 'findings' | 'incidents'>> {
  /** Those of the incidents that are told for the first time. */
  readonly pages: readonly Incident[]
  /** Ids of the groups that nothing will join any more, told or not. */
  readonly over: readonly string[]
}

/** What is going on: the findings, incidents and predictions that are open, or were just now. */
export class Situation {
  readonly findings = new Map<string, Finding>()
  readonly incidents = new Map<string, Incident>()
  /** By signal id: one open prediction a signal. */
  readonly predictions = new Map<string, Prediction>()
  /** Ids of the incidents that were shown; once told, an incident is told to its end. */
  readonly #told = new Set<string>()
  #mutes: readonly Mute[] = []

  async load(
    store: Pick<Store, 'listIncidents' | 'listFindings' | 'listPredictions'>,
    now: number,
  ): Promise<void> {
    const open = { limit: MAX_OPEN, start: now - REMEMBER_SECONDS }
    const incidents = await store.listIncidents(open)
    for (const incident of incidents.items) {
      this.incidents.set(incident.id, incident)
      this.#told.add(incident.id)
    }
    const findings = await store.listFindings({ limit: MAX_OPEN, state: 'open' })
    for (const finding of findings.items)
      // No detector follows those of predictions: they end with them.
      if (finding.kind !== 'prediction') this.findings.set(finding.id, finding)
    const predictions = await store.listPredictions({ limit: MAX_OPEN, state: 'open' })
    for (const one of predictions.items) this.predictions.set(one.signal, one)
  }

  /** The mutes of a time; those known before while the database is away. */
  async loadMutes(
    store: Pick<Store, 'listMutes'>,
    time: { start: number; end: number },
  ): Promise<void> {
    try {
      this.#mutes = (await store.listMutes({ limit: MAX_MUTES, ...time })).items
    } catch (error) {
      if (!(error instanceof RootOpsError)) throw error
    }
  }

  /**
   * Takes in what a cycle noticed, in the order of time, and answers what has changed. Also moves
   * incidents on whose findings have ended: call it once a cycle, noticed or not. Chance alone makes
   * a signal odd now and then: every group is kept in mind, for others to join, and told when it is
   * worth a page.
   */
  absorb(noticed: readonly Unfound[], context: SituationContext): Change {
    const { now } = context
    const findings = noticed
      .map((one) => this.#findingOf(one, now))
      .sort((a, b) => a.start - b.start)
    for (const finding of findings) {
      if (finding.end === null) this.findings.set(finding.id, finding)
      else this.findings.delete(finding.id)
    }
    findings.push(...this.#endOrphans(context))
    const isMuted = (finding: Finding) =>
      this.#isMuted(finding) || context.isMutedByOverride?.(finding) === true
    const audible = findings.filter((finding) => !isMuted(finding))
    const { changed } = groupFindings([...this.incidents.values()], audible, context)
    for (const incident of changed) this.incidents.set(incident.id, incident)
    const worthy = changed.filter((incident) => context.isPage(incident))
    const pages = worthy.filter(({ id }) => !this.#told.has(id))
    for (const { id } of pages) this.#told.add(id)
    const incidents = changed.filter(({ id }) => this.#told.has(id))
    return { findings, incidents, pages, over: this.#forget(now) }
  }

  /** A silence keeps the reason that was found when it began. */
  #findingOf({ signal, draft, told }: Unfound, now: number): Finding {
    const finding = { ...findingOf(signal, draft, { now }), ...told }
    const reason =
      draft.kind === 'silence' && !draft.reason && this.findings.get(finding.id)?.reason
    return reason ? findingOf(signal, { ...draft, reason }, { now }) : finding
  }

  /** A muted finding is kept and shown, but makes no incident. */
  #isMuted(finding: Finding): boolean {
    return this.isMutedAt(finding.start, finding)
  }

  /** Whether a mute that somebody set holds at a time (unix seconds). */
  isMutedAt(
    time: number,
    { entity, service }: { readonly entity: string; readonly service: string },
  ): boolean {
    return this.#mutes.some(
      (mute) =>
        time >= mute.start &&
        time <= mute.end &&
        (mute.entity === undefined || mute.entity === entity || mute.entity === service),
    )
  }

  /**
   * Ends what no detector follows: its signal was given up, or learned anew after an upgrade and
   * knows nothing of it, or tells the same with another start.
   */
  #endOrphans({ isFollowed, now }: SituationContext): Finding[] {
    const orphans = [...this.findings.values()].filter((finding) => !isFollowed(finding))
    for (const { id } of orphans) this.findings.delete(id)
    return orphans.map((finding) => ({ ...finding, end: now }))
  }

  /** The predictions about signals that are gone for good, withdrawn; to be saved. */
  withdrawAllOf(
    signals: readonly Signal[],
    now: number,
  ): Required<Pick<CycleRecord, 'predictions' | 'findings'>> {
    const gone = new Set(signals.map(({ id }) => id))
    const predictions = [...this.predictions.values()]
      .filter(({ signal }) => gone.has(signal))
      .map((one) => closePrediction(one, 'signal_gone', now))
    for (const one of predictions) this.keepPrediction(one)
    return { predictions, findings: predictions.map(findingOfPrediction) }
  }

  keepPrediction(prediction: Prediction): void {
    if (prediction.state === 'open') this.predictions.set(prediction.signal, prediction)
    else this.predictions.delete(prediction.signal)
  }

  openIncidents(): Incident[] {
    return [...this.incidents.values()].filter(
      ({ id, state }) => state !== 'resolved' && this.#told.has(id),
    )
  }

  #forget(now: number): string[] {
    const over = [...this.incidents.values()]
      .filter(({ end }) => end !== null && end < now - REMEMBER_SECONDS)
      .map(({ id }) => id)
    for (const id of over) {
      this.incidents.delete(id)
      this.#told.delete(id)
    }
    return over
  }
}
