import type { FindingDraft } from '../../model/finding.ts'
import { viewEvent, type EventView } from './events/event.ts'
import { isOpen, readDraft, writeDraft, type Track } from './events/findings-memory.ts'
import { silenceSurprise, silentSince } from './events/silence.ts'
import { stuckSince } from './events/stuck.ts'
import type { Judgement } from './judgement.ts'
import { PLACES } from './layout.ts'
import type { DetectorState } from './state.ts'

/** What happened to a finding. `track` and `draft.start` name it as long as it is open. */
export interface FindingTransition {
  readonly change: 'opened' | 'updated' | 'closed'
  readonly track: Track
  readonly draft: FindingDraft
}

export type FindingListener = (transition: FindingTransition) => void

const event: EventView = { open: false, kind: 'spike', oddSince: 0, lastOdd: 0 }
/** Surprise of a signal that is stuck: far longer than ever, but no probability is known. */
const STUCK_SCORE = 6

/**
 * Turns the row that was just judged into what opened, changed or closed. Call it once after every
 * `judgeSample` with the same judgement. Ordinary rows cost a few comparisons.
 */
export function trackFindings(
  state: DetectorState,
  judgement: Judgement,
  listener: FindingListener,
): void {
  trackDeviation(state, judgement, listener)
  trackLifeless(state, judgement, listener)
}

/** The findings that are open, as drafts without an end. */
export function openFindings(state: DetectorState): FindingDraft[] {
  const drafts = [
    readDraft(state, PLACES.findings, 'deviation'),
    readDraft(state, PLACES.findings, 'lifeless'),
  ]
  return drafts.filter((draft) => draft !== undefined)
}

function trackDeviation(
  state: DetectorState,
  judgement: Judgement,
  listener: FindingListener,
): void {
  viewEvent(state, PLACES.event, event)
  const known = isOpen(state, PLACES.findings, 'deviation')
  if (!known && !event.open) return
  const before = readDraft(state, PLACES.findings, 'deviation')
  if (before === undefined) {
    const draft = draftOf(judgement, { kind: event.kind, start: event.oddSince })
    publish(state, { change: 'opened', track: 'deviation', draft }, listener)
  } else if (event.open) {
    const draft = grow(before, judgement, event.kind)
    if (draft !== before) publish(state, { change: 'updated', track: 'deviation', draft }, listener)
  } else {
    const draft = { ...before, end: Math.max(before.start, event.lastOdd) }
    publish(state, { change: 'closed', track: 'deviation', draft }, listener)
  }
}

function trackLifeless(
  state: DetectorState,
  judgement: Judgement,
  listener: FindingListener,
): void {
  const silent = silentSince(state, PLACES.silence)
  const stuck = stuckSince(state, PLACES.stuck)
  const since = Number.isNaN(silent) ? stuck : silent
  const known = isOpen(state, PLACES.findings, 'lifeless')
  if (!known && Number.isNaN(since)) return
  const before = readDraft(state, PLACES.findings, 'lifeless')
  if (before !== undefined && before.start === since) return
  if (before !== undefined) {
    const draft = { ...before, end: judgement.timestamp }
    publish(state, { change: 'closed', track: 'lifeless', draft }, listener)
  }
  if (Number.isNaN(since)) return
  const kind = Number.isNaN(silent) ? 'stuck' : 'silence'
  const score = kind === 'stuck' ? STUCK_SCORE : silenceSurprise(state, PLACES.silence)
  const draft = { ...draftOf(judgement, { kind, start: since }), score }
  publish(state, { change: 'opened', track: 'lifeless', draft }, listener)
}

const orNull = (value: number) => (Number.isNaN(value) ? null : value)

function draftOf(
  { score, alertScore, value, expected, lower, upper }: Judgement,
  { kind, start }: Pick<FindingDraft, 'kind' | 'start'>,
): FindingDraft {
  return {
    kind,
    start,
    end: null,
    score,
    alertScore,
    observed: orNull(value),
    expected: orNull(expected),
    lower: orNull(lower),
    upper: orNull(upper),
  }
}

/** The draft with this row in it; the same object when the row adds nothing. */
function grow(draft: FindingDraft, row: Judgement, kind: FindingDraft['kind']): FindingDraft {
  const distance = (draft.observed ?? 0) - (draft.expected ?? 0)
  const higher = row.score > draft.score && (row.value - row.expected) / distance > 0.5
  if (!higher && row.alertScore <= draft.alertScore && kind === draft.kind) return draft
  return {
    ...(higher ? draftOf(row, draft) : draft),
    kind,
    score: Math.max(draft.score, row.score),
    alertScore: Math.max(draft.alertScore, row.alertScore),
  }
}

function publish(
  state: DetectorState,
  transition: FindingTransition,
  listener: FindingListener,
): void {
  const { change, track, draft } = transition
  writeDraft(state, PLACES.findings, track, change === 'closed' ? undefined : draft)
  listener(transition)
}
