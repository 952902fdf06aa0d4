import { RootOpsError } from '../../errors.ts'
import { isReached } from '../../forecast/ledger/reached.ts'
import { reliefSince, type Samples } from '../../forecast/ledger/relief.ts'
import { findingOfPrediction } from '../../incidents/finding.ts'
import type { ClassSkill, Outcome, Statement, Voice } from '../../model/ledger.ts'
import type { ClosingReason, Prediction } from '../../model/prediction.ts'
import type { CycleRecord } from '../../store/store.ts'
import type { Telemetry } from '../../telemetry.ts'
import type { Situation } from '../situation.ts'
import { closePrediction } from './close-prediction.ts'
import { Ledger } from './ledger.ts'
import { lookAhead, type LookAhead } from './look-ahead.ts'
import type { Outlook } from './outlook.ts'
import { recordSettled, recordSkills } from './record-ledger.ts'
import { isWorthSaying, revisePrediction } from './revise-prediction.ts'
import { statementOf } from './statement-of.ts'
import { Tracks } from './tracks.ts'
import { Turns } from './turns.ts'
import { type LedgerStore, Voices } from './voices.ts'

export interface ForesightOn {
  readonly situation: Pick<Situation, 'predictions' | 'keepPrediction' | 'isMutedAt'>
  readonly telemetry: Telemetry
  readonly store: LedgerStore
  /** Whether the configuration mutes a signal (by id). */
  readonly isMutedByOverride: (signal: string) => boolean
}

export type Foreseen = Required<
  Pick<CycleRecord, 'predictions' | 'statements' | 'voices' | 'findings'>
>

/** Forecasts a round: twelve such rounds an hour are ten thousand. */
const MOST_A_ROUND = 850

/** A large ledger takes time to add up: after each time it rests for so many times as long. */
const RESTS = 1000

/** The outcome of what was said at the opening ends the prediction, too. */
const ENDS: Readonly<Record<Exclude<Outcome, 'pending'>, ClosingReason>> = {
  came_true: 'reached',
  did_not: 'horizon_passed',
  averted: 'cause_undone',
  unknown: 'no_samples',
}

/**
 * Looks ahead: tells what is expected, keeps the ledger of what was said, and lets classes of
 * forecasts fall silent that do worse than counting.
 */
export class Foresight {
  readonly #on: ForesightOn
  readonly #ledger = new Ledger()
  readonly #voices = new Voices()
  readonly #tracks = new Tracks()
  readonly #turns = new Turns(MOST_A_ROUND)
  /** What has changed since the last `advance`, by id. */
  #predictions = new Map<string, Prediction>()
  #statements = new Map<string, Statement>()
  #newVoices: Voice[] = []
  /** Something was settled, or nothing was added up yet. */
  #isStale = true
  /** Unix seconds before which the ledger is not added up again. */
  #reviewAfter = 0

  constructor(on: ForesightOn) {
    this.#on = on
  }

  /** Takes up what an earlier run has said. */
  async load(now: number): Promise<void> {
    const { store } = this.#on
    this.#ledger.load(await store.unsettledStatements(now))
    await this.#voices.load(store)
    await this.review(now)
  }

  get skills(): readonly ClassSkill[] {
    return this.#voices.skills
  }

  /**
   * Settles what can be settled, and asks again about the signals with a limit whose turn it is; `others` are outlooks
   * on what is not a signal under watch. Answers what is new or has changed.
   */
  async advance(on: LookAhead, others: readonly Outlook[] = []): Promise<Foreseen> {
    this.#hushOpen(on)
    const isOpen = (signal: string) => this.#on.situation.predictions.has(signal)
    for await (const batch of lookAhead(on, this.#turns, isOpen))
      for (const { signal, samples, outlook } of batch) {
        this.#settle(signal.id, samples)
        if (outlook) this.#take(outlook, samples)
        else this.#count('none', 'insufficient_data')
      }
    for (const outlook of others) {
      const samples = this.#tracks.samplesOf(outlook)
      this.#settle(outlook.signal.id, samples)
      this.#take(outlook, samples)
    }
    this.#settled(this.#ledger.giveUp(on.now))
    return this.#taken()
  }

  /** Adds up the ledger once something in it was settled and saved. Call it after saving. */
  async review(now: number): Promise<void> {
    const { store, telemetry } = this.#on
    if (!this.#isStale || now < this.#reviewAfter) return
    const began = performance.now()
    try {
      const changes = await this.#voices.review(store, now)
      this.#newVoices.push(...changes)
      this.#isStale = false
      recordSkills(telemetry, this.skills)
      this.#reviewAfter = now + ((performance.now() - began) / 1000) * RESTS
      for (const { class: name, silent } of changes) {
        const { skill, scored } = this.skills.find((one) => one.class === name)!
        telemetry.log.warn(
          { class: name, skill, scored },
          silent ? 'predictions fall silent: worse than counting' : 'predictions speak again',
        )
      }
    } catch (error) {
      // The database is away: what was known of the classes stays in force.
      if (!(error instanceof RootOpsError)) throw error
    }
  }

  /** Closes what is open and must not be told any more. */
  #hushOpen({ watch: { table }, now }: LookAhead): void {
    for (const known of this.#on.situation.predictions.values()) {
      const slot = table.slotOf(known.signal)
      const hasLimit = slot === undefined || table.signals[slot]!.limit !== undefined
      const reason = this.#hush(known, now) ?? (hasLimit ? undefined : 'limit_changed')
      if (reason) this.#keep(closePrediction(known, reason, now))
    }
  }

  #hush(about: Prediction | Statement, now: number): 'muted' | 'class_silent' | undefined {
    const { situation, isMutedByOverride } = this.#on
    if (this.#voices.isSilent(about.class)) return 'class_silent'
    return situation.isMutedAt(now, about) || isMutedByOverride(about.signal) ? 'muted' : undefined
  }

  #settle(signal: string, samples: Samples): void {
    this.#settled(this.#ledger.settle(signal, samples))
  }

  #settled(statements: readonly Statement[]): void {
    for (const statement of statements) {
      this.#isStale = true
      this.#statements.set(statement.id, statement)
      recordSettled(this.#on.telemetry, statement)
      const known = this.#on.situation.predictions.get(statement.signal)
      const { outcome, settled_at } = statement
      if (known && known.id === statement.prediction && outcome !== 'pending')
        this.#keep(closePrediction({ ...known, outcome }, ENDS[outcome], settled_at!))
    }
  }

  #take(outlook: Outlook, samples: Samples): void {
    const { crossing, signal } = outlook
    this.#count(crossing.model, crossing.probability >= 0.5 ? 'breach' : 'no_breach')
    const known = this.#on.situation.predictions.get(signal.id)
    if (known) this.#revise(known, outlook, samples)
    else if (isWorthSaying(outlook)) this.#open(outlook, samples)
    this.#sample(outlook, samples)
  }

  #revise(known: Prediction, outlook: Outlook, samples: Samples): void {
    const revised = revisePrediction(known, outlook)
    if (!revised) return
    const opening = this.#ledger.openingOf(known)
    // Whether it was averted or only looks less likely, a few more samples will show.
    const isUndecided = opening !== undefined && reliefSince(opening, samples) !== 'none'
    if (revised.closed_because !== 'less_likely' || !isUndecided) this.#keep(revised)
  }

  /** A class that is silent says to the ledger alone what it would have told. */
  #open(outlook: Outlook, samples: Samples): void {
    const prediction = revisePrediction(undefined, outlook)
    if (!prediction) return
    const hush = this.#hush(prediction, outlook.now)
    const isKnown = hush === 'class_silent' && this.#ledger.hasUntold(prediction.signal)
    if (hush === 'muted' || isKnown) return
    if (!hush) this.#keep(prediction)
    const told = hush ? null : prediction.id
    this.#say(statementOf(outlook, 'opening', { prediction: told, samples }))
  }

  #sample(outlook: Outlook, samples: Samples): void {
    const { signal, horizonSeconds, value, now } = outlook
    const { limit } = signal
    // What is reached already is no statement about the future.
    if (!limit || isReached(value, limit.value, limit.direction)) return
    if (this.#ledger.isDue(signal.id, horizonSeconds, now))
      this.#say(statementOf(outlook, 'sample', { prediction: null, samples }))
  }

  #say(statement: Statement): void {
    this.#ledger.add(statement)
    this.#statements.set(statement.id, statement)
  }

  #keep(prediction: Prediction): void {
    this.#on.situation.keepPrediction(prediction)
    this.#predictions.set(prediction.id, prediction)
  }

  #count(model_type: string, result: string): void {
    this.#on.telemetry.predictions.inc({ model_type, result })
  }

  #taken(): Foreseen {
    const predictions = [...this.#predictions.values()]
    const taken = {
      predictions,
      statements: [...this.#statements.values()],
      voices: this.#newVoices,
      findings: predictions.map(findingOfPrediction),
    }
    this.#predictions = new Map()
    this.#statements = new Map()
    this.#newVoices = []
    return taken
  }
}
