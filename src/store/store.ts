import type { Event, Mute } from '../model/event.ts'
import type { Finding } from '../model/finding.ts'
import type { Feedback, Incident } from '../model/incident.ts'
import type { ForecastClass, Outcome, Statement, Voice } from '../model/ledger.ts'
import type { Message, Notice } from '../model/notice.ts'
import type { ListFilter, Page } from '../model/page.ts'
import type { Prediction } from '../model/prediction.ts'
import type { Signal } from '../model/signal.ts'

/** What a detector had learned about one signal, as it was after `timestamp`. */
export interface ModelState {
  readonly signalId: string
  /** Unix seconds of the last sample that went in. */
  readonly timestamp: number
  readonly bytes: Uint8Array
}

/** What is usual for an operation, by hour of the week. */
export interface StoredOperation {
  readonly id: string
  readonly service: string
  readonly operation: string
  /** Unix seconds of the last call. */
  readonly seen: number
  readonly bytes: Uint8Array
}

/** What one cycle leaves behind; all of it is written, or nothing. */
export interface CycleRecord {
  readonly signals?: readonly Signal[]
  readonly findings?: readonly Finding[]
  readonly incidents?: readonly Incident[]
  readonly predictions?: readonly Prediction[]
  readonly statements?: readonly Statement[]
  /** Classes of forecasts that fell silent or speak again. */
  readonly voices?: readonly Voice[]
  readonly states?: readonly ModelState[]
  /** What is told of incidents and predictions, as they are now. */
  readonly notices?: readonly Notice[]
  /** Changes of them, each to one destination. */
  readonly messages?: readonly Message[]
  /** Unix seconds up to which everything has been judged. */
  readonly judgedUntil?: number
}

/** A message that is on its way. */
export interface PendingMessage {
  readonly message: Message
  /** Messages with the same parcel were tried together, and must be again; null: never tried. */
  readonly parcel: string | null
  /** A try has begun of which nobody knows how it ended. */
  readonly sending: boolean
}

export interface StoredFeedback extends Feedback {
  readonly incident: string
  /** Unix seconds. */
  readonly timestamp: number
}

/** What the scored statements (came true, did not, averted) of one class and signal add up to. */
export interface SignalScore {
  readonly class: ForecastClass
  readonly signal: string
  readonly scored: number
  readonly averted: number
  /** Squared errors of what was said, and of the reference. */
  readonly brier: number
  readonly reference: number
  /** The parts of both that were averted. */
  readonly avertedBrier: number
  readonly avertedReference: number
  /** Sum of (p - r)² (p + r) (2 - p - r), for p said and r the reference, without what was averted. */
  readonly doubt: number
}

/** The same by tenth of the probability, 0 to 9. */
export interface BinScore {
  readonly class: ForecastClass
  readonly bin: number
  readonly count: number
  /** Sum of the probabilities, and how many came true. */
  readonly said: number
  readonly happened: number
}

export interface StatementCount {
  readonly class: ForecastClass
  readonly outcome: Outcome
  readonly count: number
}

/**
 * What RootOps remembers. SQLite and PostgreSQL pass the same contract tests. A promise that
 * resolves means the data is on disk. Lists are newest first; what has an id is replaced by it.
 */
export interface Store {
  readonly kind: 'sqlite' | 'postgres'
  saveCycle(record: CycleRecord): Promise<void>
  judgedUntil(): Promise<number | undefined>
  loadStates(): Promise<ModelState[]>
  listSignals(filter: ListFilter): Promise<Page<Signal>>
  listFindings(filter: ListFilter): Promise<Page<Finding>>
  listIncidents(filter: ListFilter): Promise<Page<Incident>>
  findIncident(id: string): Promise<Incident | undefined>
  listPredictions(filter: ListFilter): Promise<Page<Prediction>>
  /** `state` is the outcome. */
  listStatements(filter: ListFilter): Promise<Page<Statement>>
  /** What waits for its outcome, and what was averted and could still come true after `now`. */
  unsettledStatements(now: number): Promise<Statement[]>
  /** Of one class, or all; of statements made since then, or ever. Added up by the database. */
  scoreSignals(filter: {
    class?: ForecastClass | undefined
    since?: number | undefined
  }): Promise<SignalScore[]>
  scoreBins(): Promise<BinScore[]>
  countStatements(): Promise<StatementCount[]>
  listVoices(): Promise<Voice[]>
  saveOperations(operations: readonly StoredOperation[]): Promise<void>
  /** Those that were called last, at most `limit`. */
  loadOperations(limit: number): Promise<StoredOperation[]>
  addEvent(event: Event): Promise<void>
  listEvents(filter: ListFilter): Promise<Page<Event>>
  addMute(mute: Mute): Promise<void>
  listMutes(filter: ListFilter): Promise<Page<Mute>>
  addFeedback(feedback: StoredFeedback): Promise<void>
  listFeedback(incident: string): Promise<StoredFeedback[]>
  /** What goes on, or ended at `since` (unix seconds) or later. */
  listNotices(filter: { since: number; limit: number }): Promise<Notice[]>
  /** The oldest ones to a destination, in the order in which they were written. */
  pendingMessages(filter: { destination: string; limit: number }): Promise<PendingMessage[]>
  markMessages(ids: readonly string[], mark: { parcel: string; sending: boolean }): Promise<void>
  removeMessages(ids: readonly string[]): Promise<void>
  /** Drops those written before `before` (unix seconds); answers how many by destination. */
  giveUpMessages(before: number): Promise<ReadonlyMap<string, number>>
  countMessages(): Promise<number>
  /** Forgets what ended before `before` (unix seconds); answers how many rows went. */
  prune(before: number): Promise<number>
  /** Throws when the database cannot answer. */
  check(): Promise<void>
  close(): Promise<void>
}
