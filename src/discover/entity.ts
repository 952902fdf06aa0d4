import type { Labels } from '../model/series.ts'
import type { Query } from '../model/signal.ts'

const NAMESPACES = [
  'namespace',
  'kubernetes_namespace',
  'k8s_namespace_name',
  'exported_namespace',
  'destination_service_namespace',
]

/** For metrics of a service: what people call it, most telling first. */
export const SERVICE: readonly string[] = [
  'service',
  'service_name',
  'app',
  'app_kubernetes_io_name',
  'application',
  'workload',
  'deployment',
  'statefulset',
  'daemonset',
  'destination_service_name',
  'destination_workload',
  'container',
  'job',
]

/** For metrics of a machine. */
export const HOST: readonly string[] = ['node', 'nodename', 'host', 'hostname', 'instance', 'job']

/** For servers of which each stands for itself: databases, brokers, proxies. */
export const SERVER: readonly string[] = ['job', 'instance']

/** For probes, whose instance is the thing probed. */
export const TARGET: readonly string[] = ['instance', 'target', 'job']

export interface EntityName {
  readonly entity: string
  readonly service: string
  /** Labels that the entity's name already tells. */
  readonly told: readonly string[]
}

/** Who a series belongs to, from the query's entity labels and the series' own. */
export function entityOf(
  query: Pick<Query, 'entityLabels' | 'metric'>,
  labels: Labels,
): EntityName {
  const first = query.entityLabels.find((label) => labels[label])
  if (first === undefined) return { entity: query.metric, service: query.metric, told: [] }
  const value = labels[first] ?? ''
  if (query.entityLabels[0] === 'node') return hostEntity(first, value)
  const namespace = NAMESPACES.find((label) => labels[label])
  const instance = query.entityLabels.includes('instance') ? labels['instance'] : undefined
  const owner = namespace === undefined || first === namespace ? '' : `${labels[namespace]}/`
  const one = instance === undefined || first === 'instance' ? '' : ` ${instance}`
  return {
    entity: owner + value + one,
    service: value,
    told: [first, 'job', ...(namespace ? [namespace] : []), ...(one ? ['instance'] : [])],
  }
}

function hostEntity(label: string, value: string): EntityName {
  const host = label === 'instance' ? value.replace(/:\d+$/, '') : value
  return {
    entity: label === 'job' ? value : `node ${host}`,
    service: host,
    told: [label, 'job', 'instance'],
  }
}
