import { collectDefaultMetrics, type Registry } from 'prom-client'

/** Gauges of prom-client whose names end like counters, which `promtool check metrics` refuses. */
const ILL_NAMED = [
  'nodejs_active_handles_total',
  'nodejs_active_requests_total',
  'nodejs_active_resources_total',
]

/** Registers `process_*` and `nodejs_*`; what is left out is also there per type, well named. */
export function collectProcessMetrics(registry: Registry): void {
  collectDefaultMetrics({ register: registry })
  for (const name of ILL_NAMED) registry.removeSingleMetric(name)
}
