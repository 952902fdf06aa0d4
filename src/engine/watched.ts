import type { Page } from '../model/page.ts'
import type { SignalScores, WatchedSignal } from './engine.ts'
import { LAST, LAST_LENGTH } from './judged.ts'
import type { Watch } from './watch.ts'

/** Rows before which the detector holds its verdicts back. */
const LEARNING_ROWS = 300

export interface SignalFilter {
  readonly limit: number
  readonly cursor?: string | undefined
  readonly entity?: string | undefined
  readonly search?: string | undefined
}

/** The signals under watch with their last judgement, in the order in which they were found. */
export function listWatched(watch: Watch | undefined, filter: SignalFilter): Page<WatchedSignal> {
  if (!watch) return { items: [], next: null }
  const items: WatchedSignal[] = []
  const { signals } = watch.table
  let slot = Math.max(0, Number(filter.cursor ?? 0) || 0)
  for (; slot < signals.length && items.length < filter.limit; slot++)
    if (watch.table.isLive(slot) && matches(signals[slot]!, filter))
      items.push(watchedSignal(watch, slot))
  const more = signals.some(
    (signal, later) => later >= slot && watch.table.isLive(later) && matches(signal, filter),
  )
  return { items, next: more ? String(slot) : null }
}

function matches(
  { name, metric, labels, entity: own, service }: Watch['table']['signals'][number],
  { entity, search }: SignalFilter,
): boolean {
  if (entity !== undefined && entity !== own && entity !== service) return false
  if (search === undefined) return true
  const text = [name, metric, own, service, ...Object.values(labels)].join('\n').toLowerCase()
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word))
}

function orNull(value: number): number | null {
  return Number.isFinite(value) ? value : null
}

function watchedSignal(watch: Watch, slot: number): WatchedSignal {
  const at = (index: number) => watch.last[slot * LAST_LENGTH + index]!
  const last = Number.isNaN(at(LAST.timestamp))
    ? null
    : {
        timestamp: at(LAST.timestamp),
        value: orNull(at(LAST.value)),
        expected: orNull(at(LAST.expected)),
        lower: orNull(at(LAST.lower)),
        upper: orNull(at(LAST.upper)),
        score: at(LAST.score),
        alert_score: at(LAST.alertScore),
      }
  const { bad } = watch.profileOf(slot)
  return { ...watch.table.signals[slot]!, bad, last, learning_until: learningUntil(watch, slot) }
}

/** Unix seconds until which a signal is still learning; null when it has learned. */
function learningUntil(watch: Watch, slot: number): number | null {
  const until = watch.since[slot]! + LEARNING_ROWS * watch.step
  const last = watch.last[slot * LAST_LENGTH + LAST.timestamp]!
  return last >= until ? null : until
}

export function countLearning(watch: Watch): number {
  const { signals } = watch.table
  return signals.filter(
    (_, slot) => watch.table.isLive(slot) && learningUntil(watch, slot) !== null,
  ).length
}

/** One column a number, for /metrics. */
export function scoresOf(watch: Watch | undefined): SignalScores {
  const slots = [...(watch?.table.signals.keys() ?? [])].filter((slot) => watch!.table.isLive(slot))
  const column = (index: number) =>
    Float64Array.from(slots, (slot) => watch!.last[slot * LAST_LENGTH + index]!)
  return {
    signals: slots.map((slot) => watch!.table.signals[slot]!),
    score: column(LAST.score),
    alertScore: column(LAST.alertScore),
    expected: column(LAST.expected),
    lower: column(LAST.lower),
    upper: column(LAST.upper),
  }
}
