import type { SilenceReason } from '../model/finding.ts'
import type { Signal } from '../model/signal.ts'
import { formatSpan, formatTime } from './clock-time.ts'
import { sayEntity, saySignal } from './subject.ts'
import { formatDuration } from './units.ts'

/** Times are unix seconds. */
interface SilenceFacts {
  readonly signal: Signal
  readonly start: number
  readonly end: number | null
  readonly now: number
  readonly reason?: SilenceReason | undefined
}

/** `CPU of node-3 went silent at 14:03 UTC (no samples for 5 min)`, with the reason where it is known. */
export function saySilence(facts: SilenceFacts): string {
  const { reason } = facts
  return reason === undefined ? sayUnexplained(facts) : sayExplained(facts, reason)
}

function sayUnexplained(facts: SilenceFacts): string {
  const { signal, start, end, now } = facts
  const who = signal.metric === 'up' ? `exporter ${sayEntity(signal)}` : saySignal(signal)
  return end === null
    ? `${who} went silent at ${formatTime(start, now)} (${length(facts)})`
    : `${who} was silent from ${formatSpan(start, end, now)} (${length(facts)})`
}

function sayExplained(facts: SilenceFacts, reason: SilenceReason): string {
  const { signal } = facts
  const what = saySignal(signal)
  const targets = reason.targets?.join(', ') ?? sayEntity(signal)
  const error = reason.error ? `: ${reason.error}` : ''
  switch (reason.kind) {
    case 'target_down':
      return `${targets} stopped answering scrapes ${when(facts)}${error} (${what}: ${length(facts)})`
    case 'target_gone':
      return `${targets} left service discovery ${when(facts)} (${what}: ${length(facts)})`
    case 'series_gone':
      return `${what} vanished ${when(facts)} while its target is up${sayRenamed(reason)}`
    case 'rule_failing':
      return `${what} went silent ${when(facts)}: the rule that records it fails${error}`
    case 'rule_gone':
      return `${what} went silent ${when(facts)}: no rule records it any more`
    case 'rule_empty':
      return `${what} went silent ${when(facts)}: the rule that records it yields nothing`
  }
}

function sayRenamed({ appeared = [], instead_of: insteadOf = [] }: SilenceReason): string {
  if (appeared.length === 0 && insteadOf.length === 0) return ''
  if (appeared.length === 0)
    return `; a series without ${named(insteadOf)} appeared then: label dropped?`
  const instead = insteadOf.length === 0 ? '' : ` instead of ${named(insteadOf)}`
  return `; a series with ${named(appeared)}${instead} appeared then: renamed label?`
}

function named(labels: readonly string[]): string {
  return labels.map((label) => (label.includes('=') ? label : `${label}=`)).join(', ')
}

function when({ start, end, now }: SilenceFacts): string {
  return end === null ? `at ${formatTime(start, now)}` : `from ${formatSpan(start, end, now)}`
}

function length({ start, end, now }: SilenceFacts): string {
  return `no samples for ${formatDuration((end ?? now) - start)}`
}
