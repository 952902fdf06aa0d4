import type { Destination } from '../model/destination.ts'
import { blockKind, fieldsOf, itemsOf, report, valueOf, type Place } from './block.ts'
import { commonOf, httpOf } from './destination-parts.ts'
import type { HttpConfig } from './http-config.ts'
import { oneOf, routePrefix, type Kind } from './kinds.ts'

/** More of them are a sign of something else. */
const MOST = 20

const HTTP_FIELDS = [
  'basic_auth',
  'authorization',
  'bearer_token',
  'bearer_token_file',
  'tls_config',
  'proxy_url',
  'no_proxy',
  'proxy_from_environment',
  'follow_redirects',
  'enable_http2',
  'http_headers',
] as const
const FIELDS = [
  'static_configs',
  'scheme',
  'path_prefix',
  'timeout',
  'api_version',
  'send_predictions',
  ...HTTP_FIELDS,
] as const

/** As `alerting.alertmanagers` of prometheus.yml has them, without service discovery. */
export const alertmanagers: Kind<readonly Destination<HttpConfig>[]> = blockKind((place) => {
  const found = itemsOf(place).flatMap((item) => readBlock(item).map((one) => ({ item, one })))
  if (found.length > MOST) report(place, `at most ${MOST} Alertmanagers`)
  found.forEach(({ item, one }, i) => {
    if (found.findIndex(({ one: { name } }) => name === one.name) < i)
      report(item, `names the same Alertmanager again: ${one.name}`)
  })
  return found.map(({ one }) => one)
})

function readBlock(place: Place): Destination<HttpConfig>[] {
  const fields = fieldsOf(place, FIELDS)
  if (!fields.static_configs) report(place, 'needs static_configs')
  valueOf(fields.api_version, oneOf('v2'))
  const scheme = valueOf(fields.scheme, oneOf('http', 'https')) ?? 'http'
  const prefix = valueOf(fields.path_prefix, routePrefix) ?? ''
  const http = httpOf(httpPlace(place, fields))
  const common = commonOf(fields, { sendResolved: true, sendPredictions: true })
  const blocks = fields.static_configs ? itemsOf(fields.static_configs) : []
  const targets = blocks.flatMap((block) => {
    const { targets: list } = fieldsOf(block, ['targets'])
    return list ? itemsOf(list) : (report(block, 'needs targets'), [])
  })
  return targets.flatMap((one) => {
    const target = valueOf(one, hostAndPort)
    if (target === undefined) return []
    return [
      {
        ...common,
        kind: 'alertmanager' as const,
        name: `alertmanager/${target}${prefix}`,
        url: `${scheme}://${target}${prefix}`,
        http,
      },
    ]
  })
}

/** The fields that lie in an http_config elsewhere, as if they did here. */
function httpPlace(place: Place, fields: Partial<Record<(typeof FIELDS)[number], Place>>): Place {
  const raw = Object.fromEntries(
    HTTP_FIELDS.flatMap((name) => (fields[name] ? [[name, fields[name].raw]] : [])),
  )
  return { ...place, raw }
}

const hostAndPort: Kind<string> = {
  placeholder: '<host:port>',
  parse(raw) {
    const written = typeof raw === 'string' ? raw.trim() : ''
    if (/^(?:[\w.-]+|\[[\da-fA-F:]+\])(?::\d{1,5})?$/.test(written)) return written
    throw new Error('expected host:port, such as localhost:9093')
  },
}
