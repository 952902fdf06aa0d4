import { fnv1a64 } from '../math/fnv1a.ts'
import type { Labels } from '../model/series.ts'
import type { Query, Signal } from '../model/signal.ts'
import { entityOf } from './entity.ts'

/**
 * The signal that one series of a query's result stands for. Its id depends on the query's id and
 * the labels alone, so it is the same after a restart; queries fold churning labels away, so it is
 * the same after a deploy, too.
 */
export function signalOf(query: Query, labels: Labels): Signal {
  const own = Object.keys(labels)
    .filter((label) => label !== '__name__' && labels[label] !== '')
    .sort()
  const { entity, service, told } = entityOf(query, labels)
  const telling = own.filter((label) => !told.includes(label) && !isDull(label, labels))
  return {
    id: fnv1a64([query.id, ...own.flatMap((label) => [label, labels[label]])].join('\u0000')),
    queryId: query.id,
    name: query.title + describe(labels, telling),
    metric: query.metric,
    labels: Object.fromEntries(own.map((label) => [label, labels[label] ?? ''])),
    role: query.role,
    unit: query.unit,
    bad: query.bad,
    ...(query.limit === undefined ? {} : { limit: query.limit }),
    entity,
    service,
  }
}

/** Labels that say nothing to people which another one does not say better. */
function isDull(label: string, labels: Labels): boolean {
  return label === 'fstype' || (label === 'device' && Boolean(labels['mountpoint']))
}

function describe(labels: Labels, names: readonly string[]): string {
  if (names.length === 0) return ''
  return ` {${names.map((name) => `${name}=${JSON.stringify(labels[name])}`).join(', ')}}`
}
