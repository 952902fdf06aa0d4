import { lastingLabels } from '../../discover/kin.ts'
import type { Labels, Series } from '../../model/series.ts'
import { labelsKey } from '../signal-table.ts'

/** A scrape target, as `up` tells of it. */
export interface Target {
  readonly labels: Labels
  readonly isUp: boolean
}

/** What `up` answered for one time. */
export function targetsIn(series: readonly Series[]): Target[] {
  return series.map(({ labels, values }) => ({ labels, isUp: values.at(-1) !== 0 }))
}

/** What a scrape itself writes on every series of a target. */
const BY_SCRAPE = ['job', 'instance']
/** What else may be the same on a target and on a signal, where the scrape's labels were summed over. */
const BY_PLACE = [
  'cluster',
  'namespace',
  'service',
  'app',
  'application',
  'deployment',
  'pod',
  'node',
]

/** The targets that a signal comes from; none where that cannot be told from the labels. */
export function targetsOf(labels: Labels, targets: readonly Target[]): Target[] {
  const names = [BY_SCRAPE, BY_PLACE].find((some) => some.some((name) => labels[name]))
  const named = names?.filter((name) => labels[name]) ?? []
  return targets.filter((target) => {
    const shared = named.filter((name) => target.labels[name])
    return shared.length > 0 && shared.every((name) => target.labels[name] === labels[name])
  })
}

/** A fleet that keeps so much of itself has been scaled or rolled, not lost. */
const KEPT = 0.5

/**
 * Whether targets that left service discovery left on purpose, as far as one can see: their siblings
 * live on, or successors have taken their place.
 */
export function isPlanned(
  gone: readonly Target[],
  { before, now }: { before: readonly Target[]; now: readonly Target[] },
): boolean {
  const families = new Set(gone.map(familyOf))
  return [...families].every((family) => {
    const were = before.filter((target) => familyOf(target) === family).length
    const alive = now.filter((target) => target.isUp && familyOf(target) === family).length
    return alive > 0 && alive >= KEPT * were
  })
}

function familyOf({ labels }: Target): string {
  return labelsKey(lastingLabels(labels))
}
