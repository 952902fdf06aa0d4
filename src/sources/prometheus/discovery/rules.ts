import type { RecordingRule } from '../../source.ts'
import type { PrometheusClient } from '../http/client.ts'
import { askIfThere, documentAt } from './ask.ts'
import { listOf, textOf } from './fields.ts'

/** Recording rules of all groups; none where the server evaluates no rules. */
export async function fetchRules(client: PrometheusClient): Promise<RecordingRule[]> {
  const answer = await askIfThere(client, documentAt('/api/v1/rules', { type: 'record' }))
  return listOf(answer?.value, 'groups')
    .flatMap((group) => listOf(group, 'rules'))
    .map((rule) => ({
      name: textOf(rule, 'name'),
      // A rule that was not evaluated yet is "unknown".
      healthy: textOf(rule, 'health') !== 'err',
      lastError: textOf(rule, 'lastError'),
    }))
}
