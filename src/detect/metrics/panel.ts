import {
  tailClear,
  tailFade,
  tailLearn,
  tailSpeaks,
  tailSurprise,
  tailUnlearn,
} from '../../math/surprise-tail.ts'
import type { Direction, Role } from '../../model/signal.ts'
import type { Frame } from './frame.ts'
import { HEADS } from './heads/registry.ts'
import { PLACES } from './layout.ts'
import type { Memory } from './memory.ts'
import type { SignalProfile } from './profile.ts'

// A head's words side by side: heads have many shapes, and looking one up in each costs more than to
// ask it.
const OBSERVE = HEADS.map(({ observe }) => observe)
const EXTENTS = Float64Array.from(HEADS, ({ extent }) => extent)
const ALERTS = Float64Array.from(HEADS, ({ alert }) => alert)
const OF_BLOCKS = Uint8Array.from(HEADS, ({ ofBlocks }) => Number(ofBlocks === true))
const IS_LONG = Uint8Array.from(HEADS, ({ reach }) => Number(reach === 'long'))
const COUNT = HEADS.length

const NAMES = HEADS.map(({ name }) => name)
const LONG_MEAN = NAMES.indexOf('long_mean')
const ABOVE = NAMES.indexOf('above')
const BELOW = NAMES.indexOf('below')
const PERSISTENCE = NAMES.indexOf('persistence')

/** No single head may say more than this; p = 1e-12 is beyond what any history supports. */
const LOUDEST = 12
/** In the alert a head may say at most that this row is the first of its kind in twice its history. */
const HISTORIES = 2
const CREEPING = 2
/** Rows after which a signal may alert with full weight. */
const GROWN = 150
/** Rows after which a head is trusted by half. */
const HALF_TRUST = { short: 300, long: 400 }
/** Heads that look far back are not heard before so many rows. */
const LONG_FROM = 300
/** Rows after which what lasts counts half: slow wandering shows only in a long history. */
const SETTLED = 300
/**
 * What odd rows on end must show beyond the threshold while the level has not moved far. Not asked
 * of signals that say alive or not: who was never down is believed at once.
 */
const DEPENDENCE = 5

/** What the heads say together about one row. */
export interface Opinion {
  /** Root of the weighted squares of all surprises: one loud head suffices. */
  extent: number
  /** Weighted mean of the surprises in the direction that is bad: several heads must agree. */
  agreement: number
  /** Surprise of so much agreement in this signal: some agree often, as where the noise is heavy. */
  rarity: number
  /** Surprise of what goes on: odd rows on end, and a level that has moved. */
  lasting: number
  /** The slow mean is surprising, more so than the row itself. */
  creeping: boolean
  /** Surprise of the row alone, to whichever side. */
  row: number
}

export function createOpinion(): Opinion {
  return { extent: 0, agreement: 0, rarity: 0, lasting: 0, creeping: false, row: 0 }
}

const { headTails: TAILS, heads: HEAD_PLACES } = PLACES
const SAID = PLACES.said.fine

const statistics = new Float64Array(HEADS.length)

/** Asks every head about the row; fills `frame.surprises` on the way. */
export function hearHeads(
  memory: Memory,
  frame: Frame,
  { bad, role }: Pick<SignalProfile, 'bad' | 'role'>,
  into: Opinion,
): void {
  let squares = 0
  let sum = 0
  let weights = 0
  const { rows, surprises } = frame
  // Persistence listens to heads before it.
  hear(memory, frame, 0, PERSISTENCE)
  hear(memory, frame, PERSISTENCE, COUNT)
  const most = Math.log10(HISTORIES * rows)
  const inShort = trustIn('short', rows)
  const inLong = trustIn('long', rows)
  for (let i = 0; i < COUNT; i++) {
    const surprise = surprises[i]!
    squares += (EXTENTS[i]! * (IS_LONG[i] === 1 ? inLong : inShort) * surprise) ** 2
    const alert = ALERTS[i]!
    if (alert === 0) continue
    if (mayBeHeard(memory, i)) weights += alert
    if (isBad(memory.fine[SAID + i]!, bad)) sum += alert * Math.min(most, surprise)
  }
  into.extent = Math.sqrt(squares)
  into.agreement = weights > 0 ? (Math.min(1, rows / GROWN) * sum) / weights : 0
  into.rarity = tailSurprise(memory, PLACES.agreementTail, into.agreement)
  into.lasting = (rows / (rows + SETTLED)) * lastingSurprise(frame.surprises, bad, role)
  into.row = Math.max(frame.surprises[ABOVE]!, frame.surprises[BELOW]!)
  into.creeping = frame.surprises[LONG_MEAN]! > Math.max(CREEPING, into.row)
}

/**
 * Asks the heads from one to before another; their surprises, with the signs of their directions,
 * stand in `PLACES.said`. First all heads, then all tails: that way the tails need no calls.
 */
function hear(memory: Memory, frame: Frame, from: number, to: number): void {
  for (let i = from; i < to; i++) {
    const silent = OF_BLOCKS[i] === 1 && !frame.completesBlock
    statistics[i] = silent ? NaN : OBSERVE[i]!(memory, HEAD_PLACES[i]!, frame)
  }
  for (let i = from; i < to; i++) {
    if (OF_BLOCKS[i] === 1 && !frame.completesBlock) {
      frame.surprises[i] = Math.abs(memory.fine[SAID + i]!)
      continue
    }
    const surprise = surpriseOf(memory, i, Math.abs(statistics[i]!))
    frame.surprises[i] = surprise
    memory.fine[SAID + i] = statistics[i]! < 0 ? -surprise : surprise
  }
}

function surpriseOf(memory: Memory, i: number, size: number): number {
  if (Number.isNaN(size)) return 0
  return Math.min(LOUDEST, tailSurprise(memory, TAILS[i]!, size))
}

/**
 * Whether the head belongs to the mean: it answered, or it has lessons and a gap keeps it silent. Left
 * out after a gap, the few others would agree by chance more often than this signal ever did.
 */
function mayBeHeard(memory: Memory, i: number): boolean {
  return !Number.isNaN(statistics[i]!) || OF_BLOCKS[i] === 1 || tailSpeaks(memory, TAILS[i]!)
}

function trustIn(reach: 'short' | 'long', rows: number): number {
  return reach === 'long' && rows <= LONG_FROM ? 0 : rows / (rows + HALF_TRUST[reach])
}

function lastingSurprise(surprises: Float64Array, bad: Direction, role: Role): number {
  if (!isBad(statistics[PERSISTENCE]!, bad)) return 0
  const odd = surprises[PERSISTENCE]!
  return Math.max(
    Math.min(odd, surprises[LONG_MEAN]!),
    role === 'availability' ? odd : odd - DEPENDENCE,
  )
}

function isBad(signed: number, bad: Direction): boolean {
  return bad === 'both' || (bad === 'up' ? signed > 0 : signed < 0)
}

/** Forgets what the heads knew of another base. */
export function changeBase(memory: Memory): void {
  for (let i = 0; i < HEADS.length; i++) {
    if (HEADS[i]!.ofBase) tailClear(memory, PLACES.headTails[i]!)
  }
  tailFade(memory, PLACES.agreementTail, 3)
}

/** Takes back what rows on another level have taught: on the new one it would make all tails deaf. */
export function takeBackLessons(memory: Memory, lessons: number): void {
  for (const tail of PLACES.headTails) tailUnlearn(memory, tail, lessons)
  tailUnlearn(memory, PLACES.agreementTail, lessons)
}

/** Teaches how often the heads of this signal agree so much, `times` times. */
export function teachAgreement(memory: Memory, { agreement }: Opinion, times = 1): void {
  tailLearn(memory, PLACES.agreementTail, agreement, times)
}

/** Teaches the tails what the heads have just answered, `times` times. */
export function teachTails(memory: Memory, times = 1): void {
  for (let i = 0; i < HEADS.length; i++) {
    const size = Math.abs(statistics[i]!)
    if (!Number.isNaN(size)) tailLearn(memory, TAILS[i]!, size, times)
  }
}
