import { expect, it } from 'vitest'

import type { PrometheusClient } from '../http/client.ts'
import { errors } from '../../../errors.ts'
import { fetchConfiguredInterval } from './configured-interval.ts'

/** As Prometheus 2 and 3 print the configuration that they were given. */
const YAML = `global:
  scrape_interval: 1m
  scrape_timeout: 10s
rule_files:
- /etc/rules.yml
scrape_configs:
- job_name: shop
  honor_timestamps: true
  scrape_interval: 5s
  static_configs:
  - targets:
    - shop:8080
- job_name: node
  scrape_interval: 30s
- job_name: slow
  scrape_interval: 1m30s
remote_write:
- url: http://far/
  scrape_interval: 1s
`

function clientWith(ask: () => unknown): PrometheusClient {
  return { ask } as unknown as PrometheusClient
}

const told = (yaml: string) =>
  fetchConfiguredInterval(clientWith(async () => ({ ok: true, value: { yaml }, headers: {} })))

it('takes the median over the jobs, not the default that they may not use', async () => {
  expect(await told(YAML)).toBe(30)
})

it('knows nothing of a server without jobs, or that does not tell', async () => {
  expect(await told('global:\n  scrape_interval: 15s\n')).toBeUndefined()
  expect(await told('')).toBeUndefined()
  const error = errors.sourceRefused('not found')
  const refusing = clientWith(async () => ({ ok: false, status: 404, retry: false, error }))
  expect(await fetchConfiguredInterval(refusing)).toBeUndefined()
})
