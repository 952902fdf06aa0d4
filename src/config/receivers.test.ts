import { expect, test } from 'vitest'

import { configOf, faultsOf } from '../../test/config-file.ts'
import { destinationsOf } from './destinations-of.ts'
import { shownConfig, shownFlags } from './shown.ts'

const BOTH = `alerting:
  alertmanagers:
    - scheme: https
      path_prefix: /am/
      timeout: 5s
      basic_auth: {username: u, password: am-password}
      static_configs:
        - targets: ['am-1:9093', '[::1]:9093']
receivers:
  - name: ops
    webhook_configs:
      - url: https://hooks.example/secret-path
        max_alerts: 5
      - url_file: /run/secrets/hook
        send_resolved: false
        http_config: {authorization: {credentials: s3cr3t}}
    slack_configs:
      - api_url: https://hooks.slack.example/services/T/B/slack-secret
        channel: '#ops'
        send_predictions: true
    pagerduty_configs:
      - routing_key: pd-secret-key
        severity: error
`

test('destinations are read as prometheus.yml and alertmanager.yml write them', () => {
  const usual = { sendResolved: true, sendPredictions: false, timeout: 10, http: {} }
  const manager = {
    kind: 'alertmanager',
    sendResolved: true,
    sendPredictions: true,
    timeout: 5,
    http: { basic_auth: { username: 'u', password: 'am-password' } },
  }
  expect(destinationsOf(configOf(BOTH))).toEqual([
    { ...manager, name: 'alertmanager/am-1:9093/am', url: 'https://am-1:9093/am' },
    { ...manager, name: 'alertmanager/[::1]:9093/am', url: 'https://[::1]:9093/am' },
    {
      ...usual,
      kind: 'webhook',
      name: 'ops/webhook[0]',
      url: { value: 'https://hooks.example/secret-path' },
      maxAlerts: 5,
    },
    {
      ...usual,
      kind: 'webhook',
      name: 'ops/webhook[1]',
      url: { file: '/run/secrets/hook' },
      maxAlerts: 0,
      sendResolved: false,
      http: { authorization: { credentials: 's3cr3t' } },
    },
    {
      ...usual,
      kind: 'slack',
      name: 'ops/slack[0]',
      url: { value: 'https://hooks.slack.example/services/T/B/slack-secret' },
      channel: '#ops',
      sendResolved: false,
      sendPredictions: true,
    },
    {
      ...usual,
      kind: 'pagerduty',
      name: 'ops/pagerduty[0]',
      url: 'https://events.pagerduty.com/v2/enqueue',
      routingKey: { value: 'pd-secret-key' },
      severity: 'error',
    },
  ])
  expect(destinationsOf(configOf(''))).toEqual([])
})

test('what is shown of them has no secret', () => {
  const config = configOf(BOTH)
  const shown = shownConfig(config) + JSON.stringify(shownFlags(config))
  expect(shown).not.toMatch(/secret-path|am-password|s3cr3t|slack-secret|pd-secret|\/run\/secrets/)
  expect(shown).toContain('<secret>')
  expect(shown).toContain('am-1:9093')
})

test.each([
  ['alerting: {alert_relabel_configs: []}', /unknown setting alerting.alert_relabel_configs/],
  ['alerting: {alertmanagers: [{}]}', /needs static_configs/],
  ['alerting: {alertmanagers: [{static_configs: [{targets: ["http://a"]}]}]}', /host:port/],
  ['alerting: {alertmanagers: [{static_configs: [{targets: ["a", "a"]}]}]}', /again/],
  [
    'alerting: {alertmanagers: [{static_configs: [], kubernetes_sd_configs: []}]}',
    /not a field here/,
  ],
  ['alerting: {alertmanagers: [{api_version: v1, static_configs: []}]}', /one of v2/],
  [
    'alerting: {alertmanagers: [{static_configs: [], basic_auth: {user: x}}]}',
    /user is not a field/,
  ],
  ['receivers: {}', /expected a list/],
  ['receivers: [{webhook_configs: []}]', /needs name/],
  ['receivers: [{name: a}, {name: a}]', /name of another/],
  ['receivers: [{name: a/b}]', /expected a name/],
  ['receivers: [{name: a, email_configs: []}]', /not a field here/],
  ['receivers: [{name: a, webhook_configs: [{}]}]', /either url or url_file/],
  ['receivers: [{name: a, webhook_configs: [{url: "http://x", url_file: y}]}]', /either/],
  ['receivers: [{name: a, slack_configs: [{api_url: "http://x", text: hi}]}]', /not a field here/],
  [
    'receivers: [{name: a, webhook_configs: [{url: "http://x", http_config: {follow_redirects: true}}]}]',
    /never follow redirects/,
  ],
  ['receivers: [{name: a, pagerduty_configs: [{routing_key: k, severity: bad}]}]', /one of crit/],
])('%s is refused', (yaml, message) => {
  expect(faultsOf(yaml)).toHaveLength(1)
  expect(faultsOf(yaml)[0]).toMatch(message)
})

test('a complaint about a secret does not repeat it, and has its line', () => {
  const faults = faultsOf(`receivers:
  - name: a
    webhook_configs:
      - url: htps://hooks.example/t0psecret
`)
  expect(faults).toEqual(['4 receivers[0].webhook_configs[0].url: expected an http or https URL'])
})
