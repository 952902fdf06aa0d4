import type { Labels } from '../model/series.ts'

/** Labels whose values come and go with every deploy or restart: a signal must outlive them. */
export const CHURNING: ReadonlySet<string> = new Set([
  'pod',
  'pod_name',
  'pod_ip',
  'pod_uid',
  'kubernetes_pod_name',
  'k8s_pod_name',
  'exported_pod',
  'container_id',
  'id',
  'uid',
  'guid',
  'uuid',
  'instance_id',
  'process_id',
  'pid',
  'task_id',
  'service_instance_id',
  'replicaset',
  'pod_template_hash',
  'controller_revision_hash',
  'version',
  'service_version',
  'revision',
  'sha',
  'commit',
  'image',
  'image_id',
  'tag',
  'trace_id',
  'span_id',
  'request_id',
  'session_id',
  'le',
  'quantile',
  '__name__',
])

/** Labels by which a pod is recognised; where they are, so is churn. */
const POD_LABELS = ['pod', 'pod_name', 'kubernetes_pod_name', 'k8s_pod_name', 'container_id']

/** Where a pod happens to run says nothing lasting about its service. */
export const PLACE_OF_POD: readonly string[] = [
  'instance',
  'node',
  'node_name',
  'host',
  'hostname',
  'host_ip',
  'host_name',
]

/** The last to be given up when a metric has too many series. */
const IDENTITY = new Set([
  'cluster',
  'namespace',
  'kubernetes_namespace',
  'job',
  'service',
  'service_name',
  'app',
  'application',
  'deployment',
  'node',
  'instance',
])

/** More instances than these in one job are a fleet: they scale and churn, and are judged as one. */
const FLEET = 50

const ID_LIKE = /^([0-9a-f]{8}-[0-9a-f]{4}-|[0-9a-f]{16,}$|.*-[0-9a-f]{8,10}-[a-z0-9]{5}$)/

export interface LabelChoice {
  /** Label sets of the series that the expression reads. */
  readonly labelSets: readonly Labels[]
  /** The label sets are only some of those there are. */
  readonly truncated: boolean
  /** `fold` sums over instances; `keep` has a signal each; `auto` keeps them unless they churn. */
  readonly instance: 'fold' | 'keep' | 'auto'
  /** Only these may be kept; all when absent. */
  readonly only?: readonly string[] | undefined
  /** Never kept, e.g. the status label of an error share. */
  readonly without?: readonly string[] | undefined
  readonly maxSeries: number
}

export interface KeptLabels {
  /** Sorted, so that the same choice gives the same expression. */
  readonly labels: readonly string[]
  /** Distinct combinations among the label sets: a lower bound when those are truncated. */
  readonly series: number
  /** Labels given up for their number of values. */
  readonly dropped: readonly { readonly label: string; readonly values: number }[]
}

/**
 * The labels that a query keeps. Churning ones are folded away; then, while there are more than
 * `maxSeries` combinations, the label with the most values goes (what names the entity goes last).
 * Of a truncated listing we see only a part, so it has to fit into half of the bound.
 */
export function keepLabels(choice: LabelChoice): KeptLabels {
  const { labelSets, ...rest } = choice
  const known = memo.get(labelSets) ?? new Map<string, KeptLabels>()
  memo.set(labelSets, known)
  const key = JSON.stringify(rest)
  const kept = known.get(key) ?? decide(choice)
  known.set(key, kept)
  return kept
}

/** A metric's rate, errors and quantiles ask the same of the same listing. */
const memo = new WeakMap<readonly Labels[], Map<string, KeptLabels>>()

function decide(choice: LabelChoice): KeptLabels {
  const values = valuesByLabel(choice.labelSets)
  const folded = new Set(choice.without)
  const fold =
    choice.instance === 'fold' || (choice.instance === 'auto' && churns(choice.labelSets))
  if (fold) for (const label of PLACE_OF_POD) folded.add(label)
  let kept = [...values.keys()].filter(
    (label) =>
      !CHURNING.has(label) &&
      !folded.has(label) &&
      (choice.only === undefined ? !idLike(values.get(label)) : choice.only.includes(label)),
  )
  const dropped: { label: string; values: number }[] = []
  const bound = choice.truncated ? choice.maxSeries / 2 : choice.maxSeries
  let series = countCombinations(choice.labelSets, kept)
  while (series > bound && kept.length > 0) {
    const widest = widestOf(kept, values)
    dropped.push({ label: widest, values: values.get(widest)?.size ?? 0 })
    kept = kept.filter((label) => label !== widest)
    series = countCombinations(choice.labelSets, kept)
  }
  return { labels: kept.sort(), series, dropped }
}

/** Whether the series belong to things that are replaced rather than restarted. */
function churns(labelSets: readonly Labels[]): boolean {
  const instances = new Map<string, Set<string>>()
  for (const labels of labelSets) {
    if (POD_LABELS.some((label) => labels[label] !== undefined)) return true
    const job = labels['job'] ?? ''
    const seen = instances.get(job) ?? new Set<string>()
    instances.set(job, seen.add(labels['instance'] ?? ''))
    if (seen.size > FLEET) return true
  }
  return false
}

function valuesByLabel(labelSets: readonly Labels[]): Map<string, Set<string>> {
  const values = new Map<string, Set<string>>()
  for (const labels of labelSets)
    for (const label in labels) {
      const seen = values.get(label)
      if (seen === undefined) values.set(label, new Set([labels[label] ?? '']))
      else seen.add(labels[label] ?? '')
    }
  return values
}

function idLike(values: ReadonlySet<string> | undefined): boolean {
  if (values === undefined) return false
  let hits = 0
  for (const value of values) if (ID_LIKE.test(value)) hits++
  return hits * 2 > values.size
}

function countCombinations(labelSets: readonly Labels[], kept: readonly string[]): number {
  const seen = new Set<string>()
  for (const labels of labelSets) {
    let key = ''
    for (const label of kept) key += `${labels[label] ?? ''}\u0000`
    seen.add(key)
  }
  return seen.size
}

function widestOf(kept: readonly string[], values: ReadonlyMap<string, Set<string>>): string {
  const width = (label: string) => values.get(label)?.size ?? 0
  const telling = kept.filter((label) => !IDENTITY.has(label))
  // A label with one value cannot be what makes them many.
  const candidates = telling.some((label) => width(label) > 1) ? telling : kept
  return candidates.reduce((widest, label) => (width(label) > width(widest) ? label : widest))
}
