import type { Event, Mute } from '../model/event.ts'
import type { Finding } from '../model/finding.ts'
import type { Feedback, Incident } from '../model/incident.ts'
import type { ForecastClass, Outcome, Statement, Voice } from '../model/ledger.ts'
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
  /** Unix seconds up to which everything has been judged. */
  readonly judgedUntil?: number
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
  addEvent(event: Event): Promise<void>
  listEvents(filter: ListFilter): Promise<Page<Event>>
  addMute(mute: Mute): Promise<void>
  listMutes(filter: ListFilter): Promise<Page<Mute>>
  addFeedback(feedback: StoredFeedback): Promise<void>
  listFeedback(incident: string): Promise<StoredFeedback[]>
  /** Forgets what ended before `before` (unix seconds); answers how many rows went. */
  prune(before: number): Promise<number>
  /** Throws when the database cannot answer. */
  check(): Promise<void>
  close(): Promise<void>
}
