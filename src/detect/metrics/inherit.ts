import { tailFade } from '../../math/surprise-tail.ts'
import { ALERT_NEED } from './alert.ts'
import { growOlder, learnBaseline, predict } from './baseline/baseline.ts'
import { collect, readiness, toOwnUnit, WARM_UP } from './baseline/scale.ts'
import { createPrediction, type Moment } from './baseline/slots.ts'
import { CLOCK_NEED, runOf, setRun } from './clock.ts'
import { EVENT_NEED } from './events/event.ts'
import { FINDINGS_NEED } from './events/findings-memory.ts'
import { adoptLevel, LEVEL_NEED } from './events/level.ts'
import { SILENCE_NEED } from './events/silence.ts'
import { STUCK_NEED } from './events/stuck.ts'
import { createFrame } from './frame.ts'
import { HEADS } from './heads/registry.ts'
import { PLACES } from './layout.ts'
import type { Memory, Need, Place } from './memory.ts'
import { createOpinion, hearHeads } from './panel.ts'
import { createDetectorState, type DetectorState } from './state.ts'
import { dayKind, localSeconds, type WallClock } from './wall-clock.ts'

/**
 * What a newcomer keeps of its own, and what begins anew. Everything else (scale, baseline, season,
 * autoregression, heads and all their tails) is knowledge that siblings share, and is copied.
 */
const OWN: readonly (readonly [Place, Need])[] = [
  [PLACES.clock, CLOCK_NEED],
  [PLACES.silence, SILENCE_NEED],
  [PLACES.stuck, STUCK_NEED],
  [PLACES.findings, FINDINGS_NEED],
]
const ANEW: readonly (readonly [Place, Need])[] = [
  [PLACES.alert, ALERT_NEED],
  [PLACES.event, EVENT_NEED],
  [PLACES.level, LEVEL_NEED],
]

/** Rows of its own that tell a newcomer's level well enough: its median is off by half a spread. */
export const ROWS_OF_OWN = 8
/** What a sibling knows is worth so many rows of its own, so that these soon weigh more. */
const WORTH = 2000
/** A sibling that has seen less than that knows little more than the newcomer. */
export const KNOWN_LEAST = 300
/** Medians of so few rows lie apart by as many spreads without being of another level. */
const SAME_LEVEL = 1
/** Noise so many times wider, or a level so many ranges away, is not of the same kind. */
const WIDER = 2.5
const FARTHEST = 2
/** Tails hold so many rows at most, however old the sibling: 40,000 are five halvings of its worth. */
const MOST_HALVINGS = 5

export interface At {
  /** Unix seconds of the row that comes next. */
  readonly timestamp: number
  /** Seconds between rows. */
  readonly step: number
  /** The clock and the calendar that the seasons follow; absent: UTC, no special days. */
  readonly wallClock?: WallClock | undefined
}

/** Whether a state has nothing to judge by yet, but rows enough to see whom it is like. */
export function mayInherit(state: DetectorState): boolean {
  return isNewcomer(state) && runOf(state, PLACES.clock) >= ROWS_OF_OWN
}

/** Whether a state is still in its warm-up. */
export function isNewcomer(state: DetectorState): boolean {
  return readiness(state, PLACES.scale) === 'collecting'
}

/** Rows that a state has learned from; of one that never moved, those since its last long gap. */
export function ageOf(state: DetectorState): number {
  const known = readiness(state, PLACES.scale)
  if (known === 'collecting') return 0
  if (known === 'constant') return runOf(state, PLACES.clock)
  // Without a time of day nothing in the state changes.
  predict(state, PLACES, frame, { prediction, timestamp: NaN, step: 0 })
  return frame.rows
}

/**
 * Gives a newcomer in its warm-up what a sibling knows. The sibling's level is moved to that of the
 * newcomer's first rows, and is remembered: going there later is no event. Answers false, and
 * changes nothing, where the two are not alike.
 */
export function inheritState(from: DetectorState, into: DetectorState, at: At): boolean {
  const known = readiness(from, PLACES.scale)
  if (known === 'collecting' || !mayInherit(into)) return false
  const rows = ownRows(into)
  if (known === 'constant') return inheritConstancy(from, into, rows)
  prior.bytes.set(from.bytes)
  for (const [place, need] of OWN) copyPlace(into, prior, place, need)
  for (const [place, need] of ANEW) clearPlace(prior, place, need)
  if (!settle(prior, rows, at)) return false
  into.bytes.set(prior.bytes)
  return true
}

const prior = createDetectorState()
const frame = createFrame(HEADS.length)
const prediction = createPrediction()
const opinion = createOpinion()
const ANY = { bad: 'both', role: 'level' } as const

/** Its values so far, since its last long gap. */
function ownRows(into: DetectorState): Float64Array {
  return into.early.slice(0, Math.min(WARM_UP, runOf(into, PLACES.clock)))
}

/** Who has never moved passes on just that, if the newcomer has not moved either. */
function inheritConstancy(from: DetectorState, into: DetectorState, rows: Float64Array): boolean {
  const run = Math.min(WORTH, runOf(from, PLACES.clock))
  if (run < KNOWN_LEAST) return false
  prior.bytes.set(into.bytes)
  while (isNewcomer(prior)) collect(prior, PLACES.scale, rows[0]!)
  if (readiness(prior, PLACES.scale) !== 'constant') return false
  setRun(prior, PLACES.clock, run)
  into.bytes.set(prior.bytes)
  return true
}

/** Makes the sibling's knowledge that of one with these first rows; false where they do not fit. */
function settle(state: DetectorState, values: Float64Array, at: At): boolean {
  const rows = values.map((value) => toOwnUnit(state, PLACES.scale, value))
  predict(state, PLACES, frame, { prediction, ...momentOf(at) })
  const { base, spread, range, rows: age } = frame
  const sorted = rows.toSorted()
  const by = quantile(sorted, 0.5) - base
  const wide = (quantile(sorted, 0.75) - quantile(sorted, 0.25)) / QUARTILES_APART
  if (age < KNOWN_LEAST || wide > WIDER * spread || Math.abs(by) > FARTHEST * range) return false
  growOlder(state, PLACES, Math.min(0, WORTH - age))
  fadeTails(state, age)
  if (Math.abs(by) > SAME_LEVEL * spread)
    adoptLevel(state, PLACES.level, PLACES, { by, row: Math.min(WORTH, age) })
  rows.forEach((y, i) => replay(state, y, { run: i + 1, ago: rows.length - i, ...at }))
  return true
}

function momentOf({ timestamp, step, wallClock }: At): Moment {
  return {
    timestamp: localSeconds(wallClock, timestamp),
    step,
    kind: dayKind(wallClock, timestamp),
  }
}

/** Shows the model a row that has passed without a verdict, as in the warm-up. */
function replay(
  state: DetectorState,
  y: number,
  { run, ago, timestamp, ...at }: At & { run: number; ago: number },
): void {
  const row = { prediction, ...momentOf({ ...at, timestamp: timestamp - ago * at.step }) }
  frame.y = y
  frame.run = run
  predict(state, PLACES, frame, row)
  hearHeads(state, frame, ANY, opinion)
  learnBaseline(state, PLACES, frame, { ...row, weight: 1 })
}

/** Normal data: distance between the quartiles in standard deviations. */
const QUARTILES_APART = 1.349

function quantile(sorted: Float64Array, share: number): number {
  const position = share * (sorted.length - 1)
  const below = sorted[Math.floor(position)]!
  return below + (sorted[Math.ceil(position)]! - below) * (position % 1)
}

/** Lets the tails, too, count no more rows than the sibling is worth. */
function fadeTails(state: Memory, age: number): void {
  const halvings = Math.min(MOST_HALVINGS, Math.floor(Math.log2(age / WORTH)))
  if (halvings < 1) return
  const { headTails, agreementTail } = PLACES
  for (const tail of [...headTails, agreementTail]) tailFade(state, tail, halvings)
}

function copyPlace(from: Memory, into: Memory, at: Place, { wide = 0, fine = 0, small = 0 }: Need) {
  into.wide.set(from.wide.subarray(at.wide, at.wide + wide), at.wide)
  into.fine.set(from.fine.subarray(at.fine, at.fine + fine), at.fine)
  into.small.set(from.small.subarray(at.small, at.small + small), at.small)
}

function clearPlace(memory: Memory, at: Place, { wide = 0, fine = 0, small = 0 }: Need): void {
  memory.wide.fill(0, at.wide, at.wide + wide)
  memory.fine.fill(0, at.fine, at.fine + fine)
  memory.small.fill(0, at.small, at.small + small)
}
