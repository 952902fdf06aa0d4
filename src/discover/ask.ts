import { catalogued, covers } from './catalogue/catalogue.ts'
import type { MetadataLike } from './facts.ts'

/** Names that are made from other metrics, or by us: watching them would be watching twice. */
const DERIVED =
  /:|^ALERTS(_FOR_STATE)?$|_created$|_info$|^rootops_(anomaly_score|alert_score|expected_(value|lower|upper)|forecast_|incident_active|operation_|slo_|notifications_)/

/**
 * The metric names that are worth asking label sets for, at most one a family and part: `x_count`
 * speaks for a histogram (`x_bucket` where metadata does not tell that it is one). The rest is made
 * from others, or belongs to an exporter of which we know the few metrics that matter.
 */
export function metricsToAsk(
  names: readonly string[],
  metadata: readonly MetadataLike[],
): string[] {
  const present = new Set(names)
  const known = new Map(metadata.map((entry) => [entry.metric, entry]))
  return [...present].filter((name) => worthAsking(name, present, known)).sort()
}

function worthAsking(
  name: string,
  present: ReadonlySet<string>,
  known: ReadonlyMap<string, MetadataLike>,
): boolean {
  if (DERIVED.test(name)) return false
  if (covers(name) && !catalogued(name)) return false
  const [, stem, part] = /^(.+)_(bucket|sum|count)$/.exec(name) ?? []
  if (stem === undefined) return true
  const told = known.get(stem)?.type === 'histogram'
  const hasBuckets = present.has(`${stem}_bucket`)
  const hasCount = present.has(`${stem}_count`)
  if (part === 'bucket') return !(told && hasCount)
  if (part === 'count') return !hasBuckets || told
  return !hasCount && !hasBuckets
}
