import { createHash } from 'node:crypto'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Static } from 'typebox'

import type { Event } from '../../model/event.ts'
import { Type } from '../../schema.ts'
import type { ServerContext } from '../options.ts'
import { problems } from '../schemas/shared.ts'

/** Alertmanager groups at most some hundreds; `max_alerts` of its webhook bounds them. */
const MOST_ALERTS = 1000
const BODY_BYTES = 4 * 1024 * 1024
const MAX_TITLE = 500
const MAX_SERVICE = 256

const Texts = Type.Record(Type.String(), Type.String())
const Alert = Type.Object({
  status: Type.Enum(['firing', 'resolved']),
  labels: Texts,
  annotations: Type.Optional(Texts),
  startsAt: Type.String({ maxLength: 64, description: 'RFC 3339.' }),
  endsAt: Type.Optional(Type.String({ maxLength: 64 })),
  generatorURL: Type.Optional(Type.String()),
})
const Body = Type.Object({
  version: Type.Optional(Type.String()),
  alerts: Type.Array(Alert, { maxItems: MOST_ALERTS }),
})
const Taken = Type.Object({
  events: Type.Integer({ description: 'Marks on the time line that were made or renewed.' }),
  ignored: Type.Integer({ description: 'Alerts of our own, and those without a time.' }),
})

/** Labels that say whom an alert is about, the closest one first. */
const SERVICE_LABELS = ['service', 'service_name', 'app', 'job', 'deployment', 'namespace']

export const alertRoutes: FastifyPluginAsyncTypebox<ServerContext> = async (app, { store }) => {
  app.post(
    '/api/v1/alerts/webhook',
    {
      bodyLimit: BODY_BYTES,
      schema: {
        summary: "Receive Alertmanager's webhook: its alerts become events",
        tags: ['tell'],
        body: Body,
        response: { 200: Taken, ...problems(400, 413, 503) },
      },
    },
    async (request) => {
      const { alerts } = request.body
      const events = alerts.flatMap(eventsOf)
      // The same alert told again has the same id, and replaces itself.
      for (const event of events) await store.addEvent(event)
      return {
        events: events.length,
        ignored: alerts.filter((one) => eventsOf(one).length === 0).length,
      }
    },
  )
}

/** When it began, and when it ended if it has. */
function eventsOf(alert: Static<typeof Alert>): Event[] {
  const start = Date.parse(alert.startsAt) / 1000
  // What we have told Alertmanager ourselves is no news.
  if (!Number.isFinite(start) || start < 0 || alert.labels['job'] === 'rootops') return []
  const end = alert.status === 'resolved' ? Date.parse(alert.endsAt ?? '') / 1000 : NaN
  const begun = eventOf(alert, start, start)
  return Number.isFinite(end) && end >= start ? [begun, eventOf(alert, start, end)] : [begun]
}

function eventOf(
  { labels, annotations = {}, generatorURL = '' }: Static<typeof Alert>,
  start: number,
  timestamp: number,
): Event {
  const name = labels['alertname'] ?? 'alert'
  const said = annotations['summary'] ?? annotations['description'] ?? ''
  const ended = timestamp === start ? '' : ' (resolved)'
  const service = SERVICE_LABELS.map((label) => labels[label]).find(Boolean)
  const key = JSON.stringify([
    Object.entries(labels).toSorted(([a], [b]) => (a < b ? -1 : 1)),
    start,
    ended,
  ])
  return {
    id: createHash('sha256').update(key).digest('hex').slice(0, 32),
    kind: 'alert',
    title: `${name}${ended}${said && `: ${said}`}`.slice(0, MAX_TITLE),
    timestamp,
    ...(service !== undefined && { service: service.slice(0, MAX_SERVICE) }),
    // Shown as a link: nothing but the web may be behind it.
    ...(/^https?:\/\/\S{1,1900}$/.test(generatorURL) && { url: generatorURL }),
  }
}
