import { RootOpsError } from '../errors.ts'
import { findingOf } from '../incidents/finding.ts'
import { groupFindings } from '../incidents/group.ts'
import type { Mute } from '../model/event.ts'
import type { Finding, FindingKind } from '../model/finding.ts'
import type { Incident } from '../model/incident.ts'
import type { Prediction } from '../model/prediction.ts'
import type { Signal } from '../model/signal.ts'
import type { CycleRecord, Store } from '../store/store.ts'
import type { Noticed } from './watch.ts'

/** Incidents that ended longer ago than this are only in the store: nothing will reopen them. */
const REMEMBER_SECONDS = 2 * 3600
/** Read back at the start; more open incidents than this are a sign of something else. */
const MAX_OPEN = 500
const MAX_MUTES = 500

const LIFELESS: ReadonlySet<FindingKind> = new Set<FindingKind>(['silence', 'stuck'])
/** So many different signals of one group do not turn odd together by chance. */
const AGREEING_SIGNALS = 3

export interface SituationContext {
  /** Unix seconds. */
  readonly now: number
  readonly signalOf: (id: string) => Signal | undefined
  /** Whether a detector still has the finding open. */
  readonly isFollowed: (finding: Finding) => boolean
  /** The alert score that makes an incident of one signal alone; see `alert-bar.ts`. */
  readonly alertBar: number
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
    for (const finding of findings.items) this.findings.set(finding.id, finding)
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
   * incidents on whose findings have ended: call it once a cycle, noticed or not.
   */
  absorb(
    noticed: readonly Noticed[],
    context: SituationContext,
  ): Pick<CycleRecord, 'findings' | 'incidents'> {
    const { now } = context
    const findings = noticed
      .map(({ signal, draft }) => findingOf(signal, draft, { now }))
      .sort((a, b) => a.start - b.start)
    for (const finding of findings) {
      if (finding.end === null) this.findings.set(finding.id, finding)
      else this.findings.delete(finding.id)
    }
    findings.push(...this.#endOrphans(context))
    const audible = findings.filter((finding) => !this.#isMuted(finding))
    const { changed } = groupFindings([...this.incidents.values()], audible, context)
    for (const incident of changed) this.incidents.set(incident.id, incident)
    this.#forget(now)
    const told = changed.filter((incident) => this.#isToldOf(incident, context.alertBar))
    for (const { id } of told) this.#told.add(id)
    return { findings, incidents: told }
  }

  /**
   * Chance alone makes a single signal odd now and then: such a group is kept in mind, for others to
   * join, but it is an incident only when one signal is odd enough for as many as are watched, when
   * a signal is lifeless, or when several signals agree.
   */
  #isToldOf({ id, alert_score, findings }: Incident, alertBar: number): boolean {
    if (this.#told.has(id) || alert_score >= alertBar) return true
    if (findings.some(({ kind }) => LIFELESS.has(kind))) return true
    return new Set(findings.map(({ signal }) => signal)).size >= AGREEING_SIGNALS
  }

  /** A muted finding is kept and shown, but makes no incident. */
  #isMuted({ start, entity, service }: Finding): boolean {
    return this.#mutes.some(
      (mute) =>
        start >= mute.start &&
        start <= mute.end &&
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
  ): Required<Pick<CycleRecord, 'predictions'>> {
    const gone = new Set(signals.map(({ id }) => id))
    const predictions = [...this.predictions.values()]
      .filter(({ signal }) => gone.has(signal))
      .map((one) => ({ ...one, state: 'withdrawn' as const, closed_at: now }))
    for (const one of predictions) this.keepPrediction(one)
    return { predictions }
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

  #forget(now: number): void {
    for (const [id, { end }] of this.incidents)
      if (end !== null && end < now - REMEMBER_SECONDS) {
        this.incidents.delete(id)
        this.#told.delete(id)
      }
  }
}
