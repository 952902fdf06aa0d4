import type { FindingKind, SilenceReason } from '../model/finding.ts'
import type { Signal } from '../model/signal.ts'
import { formatSpan, formatTime } from './clock-time.ts'
import { saySilence } from './say-silence.ts'
import { sayEntity, saySignal } from './subject.ts'
import { formatBand, formatDuration, formatValue } from './units.ts'

/** What a sentence about a finding is made of. Times are unix seconds. */
export interface FindingFacts {
  readonly signal: Signal
  readonly kind: FindingKind
  readonly start: number
  readonly end: number | null
  readonly observed: number | null
  readonly expected: number | null
  /** The band of usual values at the most surprising sample. */
  readonly lower?: number | null
  readonly upper?: number | null
  readonly score: number
  readonly now: number
  /** Of a silence whose reason is known. */
  readonly reason?: SilenceReason | undefined
}

/** One sentence: what, who, how much, what is usual, since when. The same facts, the same words. */
export function summarizeFinding(facts: FindingFacts): string {
  const { kind, signal } = facts
  if (kind === 'silence') return saySilence(facts)
  if (isDown(facts)) return sayDown(facts)
  if (kind === 'stuck') return sayStuck(facts)
  return [`${saySignal(signal)} ${sayChange(facts)}`, sayUsual(facts), when(facts)]
    .filter((part) => part !== '')
    .join(', ')
}

/** `up` is 1 for a target that answers, or the share of a service's targets that do. */
function isDown({ signal, observed }: FindingFacts): boolean {
  return signal.metric === 'up' && observed !== null && observed < 1
}

function sayDown(facts: FindingFacts): string {
  const { signal, observed } = facts
  const how = observed === 0 ? 'down' : `only ${formatValue(observed ?? 0, 'ratio')} up`
  return `${sayEntity(signal)} ${tense(facts, 'has been', 'was')} ${how} ${when(facts)}`
}

function sayStuck(facts: FindingFacts): string {
  const { signal, observed, start, end, now } = facts
  const at = observed === null ? '' : ` at ${formatValue(observed, signal.unit)}`
  const length = formatDuration((end ?? now) - start)
  return `${saySignal(signal)} ${tense(facts, 'has been', 'was')} stuck${at} ${when(facts)} (unchanged for ${length})`
}

const VERBS: Readonly<Partial<Record<FindingKind, readonly [up: string, down: string]>>> = {
  level_shift: ['moved up to a new level of', 'moved down to a new level of'],
  drift: ['has drifted up to', 'has drifted down to'],
  prediction: ['is on its way up to', 'is on its way down to'],
}

function sayChange({ kind, signal, observed, expected }: FindingFacts): string {
  if (observed === null) return 'changed'
  const [up, down] = VERBS[kind] ?? ['rose to', 'fell to']
  const value = formatValue(observed, signal.unit)
  if (expected === null) return kind === 'dip' ? `${down} ${value}` : `was ${value}`
  return `${observed >= expected ? up : down} ${value}`
}

function sayUsual({ signal, expected, lower, upper }: FindingFacts): string {
  if (isNumber(lower) && isNumber(upper)) return `usually ${formatBand(lower, upper, signal.unit)}`
  return isNumber(expected) ? `usually about ${formatValue(expected, signal.unit)}` : ''
}

function isNumber(value: number | null | undefined): value is number {
  return typeof value === 'number' && Number.isFinite(value)
}

function tense({ end }: FindingFacts, goesOn: string, isOver: string): string {
  return end === null ? goesOn : isOver
}

function when({ start, end, now }: FindingFacts): string {
  if (end === null) return `since ${formatTime(start, now)}`
  if (end - start < 60) return `at ${formatTime(start, now)}`
  return `from ${formatSpan(start, end, now)}`
}
