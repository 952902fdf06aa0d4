import { fnv1a64 } from '../../math/fnv1a.ts'
import { formatRfc3339 } from '../../math/rfc3339.ts'
import type { Reachable } from '../destination.ts'
import { type Alert, alertsOf, lastOfEach } from './alert.ts'
import { readSecretUrl } from './read-secret.ts'
import type { Teller, TellingContext } from './teller.ts'

/** How Alertmanager writes the end of what has none. */
const NO_TIME = '0001-01-01T00:00:00Z'

/** Any receiver of Alertmanager's webhook, version 4 of its form. */
export function webhookTeller(
  { url, name, sendResolved, maxAlerts }: Extract<Reachable, { kind: 'webhook' }>,
  context: TellingContext,
): Teller {
  return {
    grouping: 'when_many',
    async letterOf({ id, messages }) {
      const all = lastOfEach(messages.flatMap((message) => alertsOf(message, context)))
      const wanted = all.filter(({ end }) => sendResolved || end === null)
      const alerts = maxAlerts > 0 ? wanted.slice(0, maxAlerts) : wanted
      return {
        ...(await readSecretUrl(url)),
        headers: { 'idempotency-key': id },
        body: {
          ...groupOf(alerts),
          version: '4',
          receiver: name.split('/')[0],
          truncatedAlerts: wanted.length - alerts.length,
          externalURL: context.externalUrl ?? '',
          alerts: alerts.map(asWritten),
        },
      }
    },
  }
}

/** What Alertmanager says of all alerts together. */
function groupOf(alerts: readonly Alert[]) {
  const commonLabels = common(alerts.map(({ labels }) => labels))
  const { alertname = '' } = commonLabels
  const own = commonLabels['incident'] ?? commonLabels['prediction'] ?? ''
  return {
    groupKey: `{}:{alertname=${JSON.stringify(alertname)}, subject=${JSON.stringify(own)}}`,
    status: alerts.some(({ end }) => end === null) ? 'firing' : 'resolved',
    groupLabels: alertname === '' ? {} : { alertname },
    commonLabels,
    commonAnnotations: common(alerts.map(({ annotations }) => annotations)),
  }
}

/** The pairs that all of them share. */
function common(all: readonly Readonly<Record<string, string>>[]): Record<string, string> {
  const [first = {}, ...others] = all
  return Object.fromEntries(
    Object.entries(first).filter(([name, value]) => others.every((one) => one[name] === value)),
  )
}

function asWritten({ labels, annotations, start, end, link }: Alert) {
  return {
    status: end === null ? 'firing' : 'resolved',
    labels,
    annotations,
    startsAt: formatRfc3339(start),
    endsAt: end === null ? NO_TIME : formatRfc3339(end),
    generatorURL: link ?? '',
    fingerprint: fnv1a64(JSON.stringify(labels)),
  }
}
