import type { Signal } from '../model/signal.ts'

type Named = Pick<Signal, 'name' | 'labels' | 'entity' | 'service'>

const LABELS = / \{(.*)\}$/
const LABEL = /([^\s,=]+)=("(?:[^"\\]|\\.)*")/g

/** Whom people mean: the service's name alone where the entity says no more. */
export function sayEntity({ entity, service }: Pick<Signal, 'entity' | 'service'>): string {
  const plain = entity === service || entity === `node ${service}` || entity.endsWith(`/${service}`)
  return plain ? service : entity
}

/** What was measured: `p95 latency of checkout (route /pay)`. */
export function saySignal(signal: Named): string {
  const entity = sayEntity(signal)
  return `${titleOf(signal)}${entity === '' ? '' : ` of ${entity}`}${sayLabels(signal)}`
}

/** The name without the labels that tell a signal from its siblings. */
export function titleOf({ name }: Pick<Signal, 'name'>): string {
  return name.replace(LABELS, '')
}

/** The thing that can be full or empty: `/var/lib on db-2`, where it has a name of its own. */
export function sayStore(signal: Named): string {
  const place = ['mountpoint', 'volume', 'persistentvolumeclaim', 'pool', 'device']
    .map((label) => signal.labels[label])
    .find((value) => value)
  return place === undefined ? saySignal(signal) : `${place} on ${sayEntity(signal)}`
}

function sayLabels({ name }: Named): string {
  const inside = LABELS.exec(name)?.[1] ?? ''
  const told = [...inside.matchAll(LABEL)].map(([, label, value]) => `${label} ${unquoted(value!)}`)
  return told.length === 0 ? '' : ` (${told.join(', ')})`
}

function unquoted(text: string): string {
  return text.slice(1, -1).replaceAll(/\\(.)/g, '$1')
}
