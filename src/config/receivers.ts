import type { Destination } from '../model/destination.ts'
import { blockKind, fieldsOf, itemsOf, report, valueOf, type Place } from './block.ts'
import { commonOf, httpOf, secretOf } from './destination-parts.ts'
import type { HttpConfig } from './http-config.ts'
import { count, oneOf, text, url, type Kind } from './kinds.ts'

/** More of them are a sign of something else. */
const MOST = 50
const COMMON = ['send_resolved', 'send_predictions', 'timeout', 'http_config'] as const

/**
 * As `receivers` of alertmanager.yml has them, the useful part. There are no routes: every receiver
 * is told everything; who wants routes has an Alertmanager.
 */
export const receivers: Kind<readonly Destination<HttpConfig>[]> = blockKind((place) => {
  const items = itemsOf(place)
  const names = items.map((item) => valueOf(fieldsIn(item).name, receiverName))
  names.forEach((name, i) => {
    if (name !== undefined && names.indexOf(name) < i)
      report(items[i]!, `has the name of another one: ${name}`)
  })
  const found = items.flatMap((item, i) => readReceiver(item, names[i] ?? ''))
  if (found.length > MOST) report(place, `at most ${MOST} places to tell`)
  return found
})

const KINDS = {
  webhook_configs: readWebhook,
  slack_configs: readSlack,
  pagerduty_configs: readPagerduty,
}

/** The fields, without complaints: those come when the receiver is read. */
function fieldsIn(place: Place) {
  return fieldsOf({ ...place, misfits: [] }, ['name', ...kindsOf()])
}

function kindsOf() {
  return Object.keys(KINDS) as (keyof typeof KINDS)[]
}

function readReceiver(place: Place, name: string): Destination<HttpConfig>[] {
  const fields = fieldsOf(place, ['name', ...kindsOf()])
  if (!fields.name) report(place, 'needs name')
  valueOf(fields.name, receiverName)
  return kindsOf().flatMap((kind) => {
    const list = fields[kind]
    return list
      ? itemsOf(list).map((item, i) => KINDS[kind](item, `${name}/${kind.split('_')[0]}[${i}]`))
      : []
  })
}

function readWebhook(place: Place, name: string): Destination<HttpConfig> {
  const fields = fieldsOf(place, [...COMMON, 'url', 'url_file', 'max_alerts'])
  return {
    ...commonOf(fields, { sendResolved: true, sendPredictions: false }),
    kind: 'webhook',
    name,
    http: httpOf(fields.http_config),
    url: secretOf({ place, name: 'url', kind: url }, fields.url, fields.url_file),
    maxAlerts: valueOf(fields.max_alerts, count(0, 100_000)) ?? 0,
  }
}

function readSlack(place: Place, name: string): Destination<HttpConfig> {
  const known = ['api_url', 'api_url_file', 'channel', 'username', 'icon_emoji'] as const
  const fields = fieldsOf(place, [...COMMON, ...known])
  const { api_url: value, api_url_file: file } = fields
  return {
    ...commonOf(fields, { sendResolved: false, sendPredictions: false }),
    kind: 'slack',
    name,
    http: httpOf(fields.http_config),
    url: secretOf({ place, name: 'api_url', kind: url }, value, file),
    channel: valueOf(fields.channel, text),
    username: valueOf(fields.username, text),
    iconEmoji: valueOf(fields.icon_emoji, text),
  }
}

const PAGERDUTY_URL = 'https://events.pagerduty.com/v2/enqueue'

function readPagerduty(place: Place, name: string): Destination<HttpConfig> {
  const known = ['routing_key', 'routing_key_file', 'url', 'severity'] as const
  const fields = fieldsOf(place, [...COMMON, ...known])
  const { routing_key: value, routing_key_file: file } = fields
  return {
    ...commonOf(fields, { sendResolved: true, sendPredictions: false }),
    kind: 'pagerduty',
    name,
    http: httpOf(fields.http_config),
    url: valueOf(fields.url, url) ?? PAGERDUTY_URL,
    routingKey: secretOf({ place, name: 'routing_key', kind: text }, value, file),
    severity: valueOf(fields.severity, oneOf('critical', 'error', 'warning', 'info')),
  }
}

const receiverName: Kind<string> = {
  placeholder: '<name>',
  parse(raw) {
    const written = text.parse(raw)
    if (/^[\w.@: -]{1,100}$/.test(written)) return written
    throw new Error('expected a name of letters, digits, blanks and . : @ _ -')
  },
}
