import type { Unit } from '../../model/signal.ts'
import { alertScore, evidenceOf, isRare, LEAST } from './alert.ts'
import { learnBaseline, predict } from './baseline/baseline.ts'
import {
  collect,
  fromOwnUnit,
  middleOf,
  readiness,
  startMoving,
  toOwnUnit,
  WARM_UP,
} from './baseline/scale.ts'
import { createPrediction, type Moment } from './baseline/slots.ts'
import { advanceClock, noteMissing, notePresent, runOf } from './clock.ts'
import {
  beginsEvent,
  followEvent,
  lastingShift,
  lessonsOf,
  settleEvent,
  teaches,
} from './events/event.ts'
import { adoptLevel, returnToLevel } from './events/level.ts'
import { noteAbsent, noteValue, silenceSurprise } from './events/silence.ts'
import { noteRepeat } from './events/stuck.ts'
import { createFrame } from './frame.ts'
import { countSurprise, isLowCount, learnCount } from './heads/counts.ts'
import { HEADS } from './heads/registry.ts'
import type { Judgement } from './judgement.ts'
import { PLACES } from './layout.ts'
import { matters } from './least-change.ts'
import {
  changeBase,
  createOpinion,
  hearHeads,
  takeBackLessons,
  teachAgreement,
  teachTails,
} from './panel.ts'
import type { SignalProfile } from './profile.ts'
import { fetchState, type DetectorState } from './state.ts'
import { dayKind, localSeconds } from './wall-clock.ts'
import { startModel } from './warm-up.ts'

/** What a silence or a stuck signal alerts with: above the threshold, below a loud deviation. */
const LIFELESS_ALERT = 0.6
/**
 * Brings the root of squares to -log10 p: over eleven sorts of stationary noise one row in 920 scores 3,
 * one in 31 scores 1.5 and one in 40,000 scores 4.5.
 */
const SCALE = 0.64
const LOUDEST = 20
/** Rows after which what lasts is trusted by half. */
const TRUST = 100
const NEVER_NEGATIVE: ReadonlySet<Unit> = new Set<Unit>([
  'ratio',
  'percent',
  'count',
  'bytes',
  'bytes_per_second',
  'per_second',
])

// Filled anew for every row: nothing in here lives longer than one call.
const frame = createFrame(HEADS.length)
const prediction = createPrediction()
const opinion = createOpinion()

/**
 * Judges one row by what came before it, then learns it. `value` is NaN (or infinite) where nothing
 * was there; a row whose time is not after the last one is neither judged nor learned. Allocates
 * nothing. Follow it with `trackFindings`.
 */
export function judgeSample(
  state: DetectorState,
  sample: { readonly timestamp: number; readonly value: number },
  profile: SignalProfile,
  out: Judgement,
): void {
  const { timestamp, value } = sample
  fetchState(state)
  reset(out, timestamp, value)
  const skipped = advanceClock(state, PLACES.clock, timestamp, profile.step)
  if (skipped < 0) return
  if (skipped > 0) noteMissing(state, PLACES.clock, skipped)
  if (!Number.isFinite(value)) {
    judgeAbsence(state, timestamp, out)
    return
  }
  noteValue(state, PLACES.silence, notePresent(state, PLACES.clock))
  if (becomesReady(state, value)) judgeValue(state, profile, out)
  else out.expected = out.lower = out.upper = settledValue(state)
  const stuck = noteRepeat(state, PLACES.stuck, { timestamp, value, step: profile.step })
  if (stuck) out.alertScore = Math.max(out.alertScore, LIFELESS_ALERT)
}

function reset(out: Judgement, timestamp: number, value: number): void {
  out.timestamp = timestamp
  out.value = Number.isFinite(value) ? value : NaN
  out.expected = out.lower = out.upper = NaN
  out.score = out.alertScore = 0
}

function judgeAbsence(state: DetectorState, timestamp: number, out: Judgement): void {
  const missing = noteMissing(state, PLACES.clock, 1)
  const begins = noteAbsent(state, PLACES.silence, timestamp, missing)
  out.score = silenceSurprise(state, PLACES.silence)
  if (begins) out.alertScore = LIFELESS_ALERT
}

/** Whether there is a model for this row; starts it when the warm-up is over. */
function becomesReady(state: DetectorState, value: number): boolean {
  const ready = readiness(state, PLACES.scale)
  if (ready === 'ready') return true
  if (ready === 'collecting') {
    collect(state, PLACES.scale, value)
    if (readiness(state, PLACES.scale) === 'ready') {
      startModel(state, frame, { prediction, opinion, times: 1 })
    }
    return false
  }
  if (value === middleOf(state, PLACES.scale)) return false
  startMoving(state, PLACES.scale, value)
  const times = Math.max(1, Math.floor(runOf(state, PLACES.clock) / WARM_UP))
  startModel(state, frame, { prediction, opinion, times })
  return true
}

/** What a signal that never moved will be: the same. NaN while the first rows are collected. */
function settledValue(state: DetectorState): number {
  return readiness(state, PLACES.scale) === 'constant' ? middleOf(state, PLACES.scale) : NaN
}

function judgeValue(state: DetectorState, profile: SignalProfile, out: Judgement): void {
  const { timestamp, value } = out
  const { step, wallClock } = profile
  const time = localSeconds(wallClock, timestamp)
  frame.y = toOwnUnit(state, PLACES.scale, value)
  const row = { timestamp: time, step, kind: dayKind(wallClock, timestamp) }
  lookAtRow(state, row)
  hearHeads(state, frame, profile, opinion)
  out.score = Math.min(LOUDEST, SCALE * opinion.extent)
  out.expected = fromOwnUnit(state, PLACES.scale, prediction.expected)
  out.lower = fromOwnUnit(state, PLACES.scale, prediction.lower)
  out.upper = fromOwnUnit(state, PLACES.scale, prediction.upper)
  // People should not read of a negative share or number of things.
  if (NEVER_NEGATIVE.has(profile.unit) && out.expected >= 0) out.lower = Math.max(0, out.lower)
  const trust = frame.rows / (frame.rows + TRUST)
  const lasting = trust * opinion.lasting
  const heard = Math.max(evidenceOf(opinion), lasting)
  const rare = isRare(opinion, lasting)
  const evidence = chanceAllows(state, profile, heard)
  const counts = evidence > 0 && matters(value, out.expected, profile)
  if (counts) out.alertScore = alertScore(state, PLACES.alert, { evidence, rare, row: frame.rows })
  followRow(state, out, evidence)
  learnRow(state, row)
}

/**
 * Evidence that is no more than chance leaves where few things are counted. What says alive or not is
 * no count of what comes by chance.
 */
function chanceAllows(
  state: DetectorState,
  { bad, role }: SignalProfile,
  evidence: number,
): number {
  const zero = toOwnUnit(state, PLACES.scale, 0)
  learnCount(state, PLACES.counts, frame, zero)
  if (evidence < LEAST || role === 'availability' || !isLowCount(state, PLACES.counts)) {
    return evidence
  }
  return Math.min(evidence, countSurprise(state, PLACES.counts, frame, { zero, bad }))
}

/** Predicts the row, from the level before the last shift where that fits better. */
function lookAtRow(state: DetectorState, moment: Moment): void {
  const { timestamp, step, kind } = moment
  frame.run = runOf(state, PLACES.clock)
  predict(state, PLACES, frame, { prediction, timestamp, step, kind })
  if (frame.switched) changeBase(state)
  const up = prediction.upper - prediction.expected
  const down = prediction.expected - prediction.lower
  const { deviation, rows: row } = frame
  if (!returnToLevel(state, PLACES, { deviation, up, down, row })) return
  settleEvent(state, PLACES.event)
  frame.run = 1
  predict(state, PLACES, frame, { prediction, timestamp, step, kind })
}

function followRow(
  state: DetectorState,
  { timestamp, score, alertScore: alert }: Judgement,
  evidence: number,
): void {
  const { lower, upper } = prediction
  const { creeping, row: surprise } = opinion
  followEvent(state, PLACES.event, frame, {
    timestamp,
    score,
    surprise,
    evidence,
    alertScore: alert,
    lower,
    upper,
    creeping,
  })
}

function learnRow(state: DetectorState, moment: Moment): void {
  const { timestamp, step, kind } = moment
  const lesson = teaches(state, PLACES.event)
  if (lesson) teachTails(state)
  if (beginsEvent(state, PLACES.event)) teachAgreement(state, opinion)
  const weight = lesson ? 1 : 0.2
  learnBaseline(state, PLACES, frame, { prediction, timestamp, step, kind, weight })
  const by = lastingShift(state, PLACES.event)
  if (by === 0) return
  adoptLevel(state, PLACES.level, PLACES, { by, row: frame.rows })
  takeBackLessons(state, lessonsOf(state, PLACES.event))
  settleEvent(state, PLACES.event)
}
