import type { SignalScores } from '../../engine/engine.ts'
import type { Signal } from '../../model/signal.ts'
import { signalLabels } from './signal-labels.ts'
import { familyHeader, formatValue } from './text.ts'

interface RenderedGauges {
  readonly text: string
  /** Series that the cap left out of this scrape. */
  readonly dropped: number
}

/** Labels of the signals that may be shown, by signal id. */
export interface LabelLookup {
  labelsFor(signalId: string): string | undefined
}

export interface SignalGauges extends LabelLookup {
  render(scores: SignalScores): RenderedGauges
}

type Column = 'score' | 'alertScore' | 'expected' | 'lower' | 'upper'

const FAMILIES: readonly (readonly [Column, name: string, help: string])[] = [
  [
    'score',
    'rootops_anomaly_score',
    'Surprise of the last sample: -log10 of its tail probability.',
  ],
  ['alertScore', 'rootops_alert_score', 'From 0 to 1, high once an event: what one would page on.'],
  ['expected', 'rootops_expected_value', 'The value that was expected for the last sample.'],
  ['lower', 'rootops_expected_lower', 'Lower end of what was expected for the last sample.'],
  ['upper', 'rootops_expected_upper', 'Upper end of what was expected for the last sample.'],
]

/**
 * The per-signal gauges of /metrics, at most `limit` signals. Written by hand because prom-client
 * costs seven times as much at this size; the labels are built once for a set of signals.
 */
export function createSignalGauges(limit: number): SignalGauges {
  let known: readonly Signal[] = []
  let labels: string[] = []
  let indexById = new Map<string, number>()

  function remember(signals: readonly Signal[]): void {
    if (sameSignals(known, signals)) return
    known = [...signals]
    labels = signalLabels(signals)
    indexById = new Map(signals.map((signal, i) => [signal.id, i]))
  }

  return {
    labelsFor: (signalId) => labels[indexById.get(signalId) ?? -1],
    render(scores) {
      remember(scores.signals)
      const order = rank(scores.score)
      const shown = order.subarray(0, limit).sort()
      const text = FAMILIES.map(
        ([column, name, help]) =>
          familyHeader(name, help) + renderColumn(name, shown, { labels, values: scores[column] }),
      ).join('')
      return { text, dropped: countSeries(scores, order.subarray(limit)) }
    },
  }
}

function renderColumn(
  name: string,
  shown: Uint32Array,
  { labels, values }: { labels: readonly string[]; values: Float64Array },
): string {
  let text = ''
  for (const i of shown) {
    const value = values[i]!
    if (!Number.isNaN(value)) text += `${name}{${labels[i]!}} ${formatValue(value)}\n`
  }
  return text
}

/**
 * Indices, highest score first. Scores below 2 (one sample in a hundred) count as equal, and equal
 * ones keep their order: otherwise noise would swap series in and out of every scrape.
 */
function rank(score: Float64Array): Uint32Array {
  const key = (i: number) => {
    const value = score[i]!
    return value >= 2 ? value : 0
  }
  return Uint32Array.from(score, (_, i) => i).sort((a, b) => key(b) - key(a) || a - b)
}

function countSeries(scores: SignalScores, indices: Uint32Array): number {
  let count = 0
  for (const [column] of FAMILIES)
    for (const i of indices) if (!Number.isNaN(scores[column][i]!)) count++
  return count
}

function sameSignals(known: readonly Signal[], signals: readonly Signal[]): boolean {
  return known.length === signals.length && known.every((signal, i) => signal === signals[i])
}
