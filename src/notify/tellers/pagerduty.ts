import { formatRfc3339 } from '../../math/rfc3339.ts'
import type { Message } from '../../model/notice.ts'
import type { Reachable } from '../destination.ts'
import { headlineOf, listCauses } from '../say-notice.ts'
import { readSecret } from './read-secret.ts'
import { linkTo, type Teller, type TellingContext } from './teller.ts'

/** PagerDuty refuses longer ones. */
const MAX_SUMMARY = 1024

/** PagerDuty's Events API v2: it knows an alert by its dedup_key, which is the incident's id. */
export function pagerdutyTeller(
  { url, routingKey, severity }: Extract<Reachable, { kind: 'pagerduty' }>,
  context: TellingContext,
): Teller {
  return {
    // An event is about one alert.
    grouping: 'never',
    async letterOf({ messages: [message] }) {
      const key = await readSecret(routingKey)
      return {
        url,
        secrets: [key],
        body: { routing_key: key, ...eventOf(message!, context, severity) },
      }
    },
  }
}

function eventOf({ event, notice }: Message, context: TellingContext, severity?: string) {
  const dedup_key = `rootops-${notice.id}`
  if (event === 'resolved') return { event_action: 'resolve', dedup_key }
  const link = linkTo(notice, context)
  return {
    event_action: 'trigger',
    dedup_key,
    client: 'RootOps',
    ...(link !== undefined && {
      client_url: link,
      links: [{ href: link, text: 'Open in RootOps' }],
    }),
    payload: {
      summary: headlineOf(notice).slice(0, MAX_SUMMARY),
      source: notice.entity || notice.service || 'rootops',
      severity: severity ?? notice.severity,
      timestamp: formatRfc3339(notice.start),
      ...(notice.service !== '' && { component: notice.service }),
      class: notice.about,
      custom_details: { summary: notice.summary, causes: listCauses(notice) },
    },
  }
}
