import { tailClear, tailFade, tailLearn, tailSurprise } from '../../math/surprise-tail.ts'
import type { Direction, Role } from '../../model/signal.ts'
import type { Frame } from './frame.ts'
import { HEADS } from './heads/registry.ts'
import { PLACES } from './layout.ts'
import type { Memory } from './memory.ts'
import type { SignalProfile } from './profile.ts'

const NAMES = HEADS.map(({ name }) => name)
const LONG_MEAN = NAMES.indexOf('long_mean')
const ABOVE = NAMES.indexOf('above')
const BELOW = NAMES.indexOf('below')
const PERSISTENCE = NAMES.indexOf('persistence')

/** No single head may say more than this; p = 1e-12 is beyond what any history supports. */
const LOUDEST = 12
const CREEPING = 2
/** Rows after which a signal may alert with full weight. */
const GROWN = 150
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
  evidence: number
  /** Surprise of what goes on: odd rows on end, and a level that has moved. */
  lasting: number
  /** The slow mean is surprising, more so than the row itself. */
  creeping: boolean
  /** Surprise of the row alone, to whichever side. */
  row: number
}

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
  const young = Math.min(1, frame.rows / GROWN)
  for (let i = 0; i < HEADS.length; i++) {
    const head = HEADS[i]!
    const statistic = head.observe(memory, PLACES.heads[i]!, frame)
    statistics[i] = statistic
    const surprise = surpriseOf(memory, i, Math.abs(statistic))
    frame.surprises[i] = surprise
    const trust = frame.rows / (frame.rows + head.halfTrust)
    squares += (head.extent * trust * surprise) ** 2
    if (!Number.isNaN(statistic)) weights += head.alert
    if (isBad(statistic, bad)) sum += head.alert * young * surprise
  }
  into.extent = Math.sqrt(squares)
  into.evidence = weights > 0 ? sum / weights : 0
  into.lasting = (frame.rows / (frame.rows + SETTLED)) * lastingSurprise(frame.surprises, bad, role)
  into.row = Math.max(frame.surprises[ABOVE]!, frame.surprises[BELOW]!)
  into.creeping = frame.surprises[LONG_MEAN]! > Math.max(CREEPING, into.row)
}

function surpriseOf(memory: Memory, i: number, size: number): number {
  if (Number.isNaN(size)) return 0
  return Math.min(LOUDEST, tailSurprise(memory, PLACES.headTails[i]!, size))
}

function lastingSurprise(surprises: Float64Array, bad: Direction, role: Role): number {
  if (!isBad(statistics[PERSISTENCE]!, bad)) return 0
  const odd = surprises[PERSISTENCE]!
  return Math.max(
    Math.min(odd, surprises[LONG_MEAN]!),
    role === 'availability' ? odd : odd - DEPENDENCE,
  )
}

function isBad(statistic: number, bad: Direction): boolean {
  return bad === 'both' || (bad === 'up' ? statistic > 0 : statistic < 0)
}

/** Forgets what the heads knew of another base; all of them together remember it a little. */
export function changeBase(memory: Memory): void {
  for (let i = 0; i < HEADS.length; i++) {
    if (HEADS[i]!.ofBase) tailClear(memory, PLACES.headTails[i]!)
  }
  tailFade(memory, PLACES.scoreTail, 3)
  tailFade(memory, PLACES.alertTail, 3)
}

/** Teaches the tails what the heads have just answered, `times` times. */
export function teachTails(memory: Memory, opinion: Opinion, times = 1): void {
  tailLearn(memory, PLACES.scoreTail, opinion.extent, times)
  tailLearn(memory, PLACES.alertTail, opinion.evidence, times)
  for (let i = 0; i < HEADS.length; i++) {
    const size = Math.abs(statistics[i]!)
    if (!Number.isNaN(size)) tailLearn(memory, PLACES.headTails[i]!, size, times)
  }
}
