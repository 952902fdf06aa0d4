import type { PrometheusClient } from '../http/client.ts'
import { headerOf, type Headers } from '../http/outcome.ts'
import type { SourceInfo } from '../../source.ts'
import { askIfThere, documentAt } from './ask.ts'
import { textOf } from './fields.ts'

export type Flavor = Pick<SourceInfo, 'flavor' | 'version'>

/** Which server this is. Versions alone mislead: VictoriaMetrics says it were Prometheus 2.24. */
export async function fetchFlavor(client: PrometheusClient): Promise<Flavor> {
  const build = await askIfThere(client, documentAt('/api/v1/status/buildinfo'))
  if (build) return flavorOf(build.value, build.headers)
  // Only Thanos lists stores.
  const stores = await askIfThere(client, documentAt('/api/v1/stores'))
  return { flavor: stores ? 'thanos' : 'unknown', version: '' }
}

function flavorOf(build: unknown, headers: Headers): Flavor {
  const version = textOf(build, 'version')
  const application = textOf(build, 'application').toLowerCase()
  if (application.includes('mimir')) return { flavor: 'mimir', version }
  // Another application of that family (Cortex) is named by nothing we know.
  if (application !== '' && !application.includes('prometheus'))
    return { flavor: 'unknown', version }
  // VictoriaMetrics fills in no more than the version, which is not its own, and names its host.
  if (headerOf(headers, 'x-server-hostname') !== '' || isBareVersion(build, version))
    return { flavor: 'victoriametrics', version: '' }
  // Prometheus had this endpoint only after 2.14; Thanos is at 0.x.
  if (version.startsWith('0.')) return { flavor: 'thanos', version }
  return { flavor: /^[23]\./.test(version) ? 'prometheus' : 'unknown', version }
}

function isBareVersion(build: unknown, version: string): boolean {
  return (
    version === '2.24.0' && textOf(build, 'revision') === '' && textOf(build, 'goVersion') === ''
  )
}
