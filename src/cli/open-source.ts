import type { Config } from '../config/settings.ts'
import { errors } from '../errors.ts'
import type { MetricsSource } from '../sources/source.ts'

/** The Prometheus of the configuration, for commands that cannot do without one. */
export async function openSource(config: Config): Promise<MetricsSource> {
  const { openConfiguredSource } = await import('../app.ts')
  const source = await openConfiguredSource(config)
  if (!source)
    throw errors.configInvalid(
      'no Prometheus is configured: give --prometheus.url http://host:9090 or set PROMETHEUS_URL',
    )
  return source
}
