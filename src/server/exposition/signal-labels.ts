import type { Signal } from '../../model/signal.ts'
import { escapeLabel } from './text.ts'

/**
 * The labels `signal="…",entity="…",role="…"` of each signal, in order, no two alike: signals that
 * people would name the same carry their id behind the name.
 */
export function signalLabels(signals: readonly Signal[]): string[] {
  const plain = signals.map((signal) => labelsOf(signal, signal.name))
  const counts = new Map<string, number>()
  for (const labels of plain) counts.set(labels, (counts.get(labels) ?? 0) + 1)
  const taken = new Set(plain.filter((labels) => counts.get(labels) === 1))
  return signals.map((signal, i) => {
    const labels = plain[i]!
    if (counts.get(labels) === 1) return labels
    const unique = withId(signal, taken)
    taken.add(unique)
    return unique
  })
}

/** Ids are unique, but `name (id)` may be another signal's name, or fall together when cut. */
function withId(signal: Signal, taken: ReadonlySet<string>): string {
  let labels = labelsOf(signal, `${signal.name.slice(0, 120)} (${signal.id.slice(0, 120)})`)
  for (let n = 2; taken.has(labels); n++)
    labels = labelsOf(signal, `${n}: ${signal.name.slice(0, 120)} (${signal.id.slice(0, 110)})`)
  return labels
}

function labelsOf({ entity, role }: Signal, name: string): string {
  return `signal="${escapeLabel(name)}",entity="${escapeLabel(entity)}",role="${role}"`
}
