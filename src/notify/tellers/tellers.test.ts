import { expect, it } from 'vitest'

import { aMessage, aNotice } from '../../../test/notices.ts'
import type { Message } from '../../model/notice.ts'
import type { Reachable } from '../destination.ts'
import { tellerOf } from './teller-of.ts'

const NOW = 1_800_000_100
const COMMON = { sendResolved: true, sendPredictions: false, timeout: 5, http: {} }
const CONTEXT = { externalUrl: 'https://rootops.example/x' }
const WEBHOOK: Reachable = {
  ...COMMON,
  kind: 'webhook',
  name: 'ops/webhook[0]',
  url: { value: 'https://hooks.example/secret' },
  maxAlerts: 0,
}
const SLACK: Reachable = { ...WEBHOOK, kind: 'slack', name: 'ops/slack[0]', channel: '#alerts' }
const PAGERDUTY: Reachable = {
  ...COMMON,
  kind: 'pagerduty',
  name: 'ops/pagerduty[0]',
  url: 'https://events.example/v2/enqueue',
  routingKey: { value: 'R0UT1NG' },
}
const ALERTMANAGER: Reachable = {
  ...COMMON,
  kind: 'alertmanager',
  name: 'alertmanager/am:9093',
  url: 'http://am:9093',
}

async function letterTo(to: Reachable, messages: readonly Message[], context = CONTEXT as object) {
  return tellerOf(to, context).letterOf({ id: 'parcel', messages, maybeTold: false }, NOW)
}
const SUMMARY = 'p95 latency of checkout rose to 0.5 s.'
const DESCRIPTION = `${SUMMARY} First to change was cart: errors at 12:00 UTC.

Likely causes:
1. cart: first to change: errors at 12:00 UTC`
const LABELS = {
  alertname: 'RootOpsIncident',
  job: 'rootops',
  incident: 'i1',
  severity: 'warning',
  service: 'checkout',
  entity: 'shop/checkout',
}

it('tells Alertmanager labels that stay, sentences, and for how long it holds', async () => {
  const letter = await letterTo(ALERTMANAGER, [aMessage()])
  expect(letter).toEqual({
    url: 'http://am:9093/api/v2/alerts',
    secrets: [],
    body: [
      {
        labels: LABELS,
        annotations: { summary: SUMMARY, description: DESCRIPTION },
        startsAt: '2027-01-15T08:00:00.000Z',
        endsAt: '2027-01-15T08:05:40.000Z',
        generatorURL: 'https://rootops.example/x/#incident-i1',
      },
    ],
  })
  const { body } = await letterTo(ALERTMANAGER, [aMessage()], {})
  expect((body as object[])[0]).not.toHaveProperty('generatorURL')
})

it('ends the alert under the old severity as the worse one begins', async () => {
  const worse = aMessage({
    event: 'worsened',
    before: 'warning',
    notice: aNotice({ severity: 'critical' }),
  })
  const { body } = await letterTo(ALERTMANAGER, [worse])
  const told = (body as { labels: { severity: string }; endsAt: string }[]).map(
    ({ labels, endsAt }) => [labels.severity, endsAt],
  )
  expect(told).toEqual([
    ['warning', '2027-01-15T08:01:00.000Z'],
    ['critical', '2027-01-15T08:05:40.000Z'],
  ])
})

it('tells Alertmanager of one alert only how it stands', async () => {
  const over = aMessage({ id: 'm2', event: 'resolved', notice: aNotice({ end: 1_800_000_050 }) })
  const { body } = await letterTo(ALERTMANAGER, [aMessage(), over])
  expect(body).toMatchObject([{ labels: LABELS, endsAt: '2027-01-15T08:00:50.000Z' }])
})

it('writes to a webhook what Alertmanager would write', async () => {
  const letter = await letterTo(WEBHOOK, [aMessage()])
  expect(letter.headers).toEqual({ 'idempotency-key': 'parcel' })
  expect(letter.body).toEqual({
    version: '4',
    groupKey: '{}:{alertname="RootOpsIncident", subject="i1"}',
    truncatedAlerts: 0,
    status: 'firing',
    receiver: 'ops',
    groupLabels: { alertname: 'RootOpsIncident' },
    commonLabels: LABELS,
    commonAnnotations: { summary: SUMMARY, description: DESCRIPTION },
    externalURL: 'https://rootops.example/x',
    alerts: [
      {
        status: 'firing',
        labels: LABELS,
        annotations: { summary: SUMMARY, description: DESCRIPTION },
        startsAt: '2027-01-15T08:00:00.000Z',
        endsAt: '0001-01-01T00:00:00Z',
        generatorURL: 'https://rootops.example/x/#incident-i1',
        fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/) as string,
      },
    ],
  })
})

it('writes of many what they share, and no more alerts than are wanted', async () => {
  const other = aMessage({ id: 'm2', notice: aNotice({ id: 'i2', service: 'db' }) })
  const { body } = await letterTo({ ...WEBHOOK, maxAlerts: 1 }, [aMessage(), other])
  expect(body).toMatchObject({ truncatedAlerts: 1, alerts: [{ labels: { incident: 'i1' } }] })
  const both = (await letterTo(WEBHOOK, [aMessage(), other])).body
  expect(both).toMatchObject({ alerts: [{}, {}], status: 'firing' })
  const { commonLabels } = both as { commonLabels: Record<string, string> }
  expect(Object.keys(commonLabels).toSorted()).toEqual(['alertname', 'entity', 'job', 'severity'])
})

it('writes Slack a text, and blocks in which nothing can pass for a link or a mention', async () => {
  const notice = aNotice({ summary: 'rate of <!channel> & co fell to 1.5/s. It is odd.' })
  const { body } = await letterTo(SLACK, [aMessage({ notice })])
  expect(body).toEqual({
    channel: '#alerts',
    text: 'Incident in checkout (warning): rate of &lt;!channel&gt; &amp; co fell to 1.5/s.',
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: 'Incident in checkout (warning)' } },
      {
        type: 'section',
        text: {
          type: 'mrkdwn',
          text: 'rate of &lt;!channel&gt; &amp; co fell to 1.5/s. It is odd.',
        },
      },
      {
        type: 'section',
        text: {
          type: 'mrkdwn',
          text: '*Likely causes*\n1. cart: first to change: errors at 12:00 UTC',
        },
      },
      {
        type: 'context',
        elements: [
          {
            type: 'mrkdwn',
            text: 'since 08:00 UTC · <https://rootops.example/x/#incident-i1|open in RootOps>',
          },
        ],
      },
    ],
  })
})

it('writes Slack of a hundred long changes no more than it takes', async () => {
  const messages = Array.from({ length: 100 }, (_, i) =>
    aMessage({ notice: aNotice({ id: `i${i}`, summary: `${'very '.repeat(500)}odd.` }) }),
  )
  const { body } = await letterTo(SLACK, messages)
  const { text, blocks } = body as { text: string; blocks: { text: { text: string } }[] }
  expect(text).toBe('100 changes in RootOps')
  expect(blocks[1]!.text.text.length).toBeLessThanOrEqual(3000)
  expect(blocks[1]!.text.text).toMatch(/\nand 80 more$/)
  expect(blocks[1]!.text.text.split('\n')).toHaveLength(21)
  const one = await letterTo(SLACK, [messages[0]!])
  for (const block of (one.body as { blocks: { text?: { text: string } }[] }).blocks)
    expect(block.text?.text.length ?? 0).toBeLessThanOrEqual(3000)
})

it('triggers and resolves in PagerDuty under one key', async () => {
  const { body, secrets } = await letterTo(PAGERDUTY, [aMessage()])
  expect(secrets).toEqual(['R0UT1NG'])
  expect(body).toEqual({
    routing_key: 'R0UT1NG',
    event_action: 'trigger',
    dedup_key: 'rootops-i1',
    client: 'RootOps',
    client_url: 'https://rootops.example/x/#incident-i1',
    links: [{ href: 'https://rootops.example/x/#incident-i1', text: 'Open in RootOps' }],
    payload: {
      summary: SUMMARY,
      source: 'shop/checkout',
      severity: 'warning',
      timestamp: '2027-01-15T08:00:00.000Z',
      component: 'checkout',
      class: 'incident',
      custom_details: {
        summary: aNotice().summary,
        causes: ['1. cart: first to change: errors at 12:00 UTC'],
      },
    },
  })
  const over = aMessage({ event: 'resolved', notice: aNotice({ end: NOW }) })
  expect((await letterTo(PAGERDUTY, [over])).body).toEqual({
    routing_key: 'R0UT1NG',
    event_action: 'resolve',
    dedup_key: 'rootops-i1',
  })
})
