import type { Labels } from '../model/series.ts'
import type { Signal } from '../model/signal.ts'
import { CHURNING, PLACE_OF_POD } from './labels.ts'

/** Further labels that tell one copy of a service from the next. */
const COPY = ['nodename', 'replica']

const PASSING: ReadonlySet<string> = new Set([...CHURNING, ...PLACE_OF_POD, ...COPY])

/** The labels that outlive a deploy: without those of the pod, the instance, the version. */
export function lastingLabels(labels: Labels): Labels {
  return Object.fromEntries(Object.entries(labels).filter(([name]) => !PASSING.has(name)))
}

/** Equal for siblings: signals of one query whose labels differ only in what comes and goes. */
export function kinOf({ queryId, labels }: Pick<Signal, 'queryId' | 'labels'>): string {
  const lasting = lastingLabels(labels)
  const names = Object.keys(lasting).sort()
  return [queryId, ...names.flatMap((name) => [name, lasting[name]])].join('\u0000')
}
