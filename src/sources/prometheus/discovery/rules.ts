import type { AlertRule, RecordingRule } from '../../source.ts'
import type { PrometheusClient } from '../http/client.ts'
import { askIfThere, documentAt } from './ask.ts'
import { fieldOf, listOf, textOf, textsOf } from './fields.ts'

/** Recording rules of all groups; none where the server evaluates no rules. */
export async function fetchRules(client: PrometheusClient): Promise<RecordingRule[]> {
  const rules = await fetchAll(client, { type: 'record' })
  return rules.map((rule) => ({
    name: textOf(rule, 'name'),
    // A rule that was not evaluated yet is "unknown".
    healthy: textOf(rule, 'health') !== 'err',
    lastError: textOf(rule, 'lastError'),
  }))
}

/** Alerting rules of all groups; none where the server evaluates no rules (VictoriaMetrics). */
export async function fetchAlertRules(client: PrometheusClient): Promise<AlertRule[]> {
  // Servers that do not know the second parameter send the alerts that fire, too.
  const rules = await fetchAll(client, { type: 'alert', exclude_alerts: 'true' })
  return rules
    .filter((rule) => textOf(rule, 'type') === 'alerting' && textOf(rule, 'query') !== '')
    .map((rule) => {
      const hold = fieldOf(rule, 'duration')
      return {
        name: textOf(rule, 'name'),
        expr: textOf(rule, 'query'),
        holdSeconds: typeof hold === 'number' && hold > 0 ? hold : 0,
        labels: textsOf(fieldOf(rule, 'labels')),
      }
    })
}

async function fetchAll(
  client: PrometheusClient,
  params: Readonly<Record<string, string>>,
): Promise<unknown[]> {
  const answer = await askIfThere(client, documentAt('/api/v1/rules', params))
  return listOf(answer?.value, 'groups').flatMap((group) => listOf(group, 'rules'))
}
