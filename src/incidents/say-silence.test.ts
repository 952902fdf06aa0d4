import { expect, it } from 'vitest'

import { signalOf } from '../discover/signal.ts'
import type { SilenceReason } from '../model/finding.ts'
import type { Query } from '../model/signal.ts'
import { saySilence } from './say-silence.ts'

const query: Query = {
  id: 'q',
  expr: '',
  metric: 'http_requests_total',
  title: 'requests',
  role: 'rate',
  unit: 'per_second',
  bad: 'both',
  entityLabels: ['job'],
}
const signal = signalOf(query, { job: 'checkout' })
/** 2023-11-20 14:03:00 UTC. */
const start = 1_700_488_980

const say = (reason?: SilenceReason, end: number | null = null) =>
  saySilence({ signal, start, end, now: start + 240, reason })

it.each<[SilenceReason, string]>([
  [
    { kind: 'target_down', targets: ['node-3:9100'], error: 'connection refused' },
    'node-3:9100 stopped answering scrapes at 14:03 UTC: connection refused (requests of checkout: no samples for 4 min)',
  ],
  [
    { kind: 'target_gone', targets: ['a:1', 'b:1'] },
    'a:1, b:1 left service discovery at 14:03 UTC (requests of checkout: no samples for 4 min)',
  ],
  [
    { kind: 'series_gone', appeared: ['path'], instead_of: ['handler'] },
    'requests of checkout vanished at 14:03 UTC while its target is up; a series with path= instead of handler= appeared then: renamed label?',
  ],
  [
    { kind: 'series_gone', appeared: ['code="2xx"'], instead_of: ['code="200"'] },
    'requests of checkout vanished at 14:03 UTC while its target is up; a series with code="2xx" instead of code="200" appeared then: renamed label?',
  ],
  [
    { kind: 'series_gone', appeared: [], instead_of: ['zone'] },
    'requests of checkout vanished at 14:03 UTC while its target is up; a series without zone= appeared then: label dropped?',
  ],
  [
    { kind: 'rule_failing', error: 'many-to-many matching' },
    'requests of checkout went silent at 14:03 UTC: the rule that records it fails: many-to-many matching',
  ],
])('tells the reason: %j', (reason, sentence) => {
  expect(say(reason)).toBe(sentence)
})

it('tells from when to when it was, and what it does not know', () => {
  expect(say({ kind: 'series_gone' }, start + 120)).toBe(
    'requests of checkout vanished from 14:03 to 14:05 UTC while its target is up',
  )
  expect(say()).toBe('requests of checkout went silent at 14:03 UTC (no samples for 4 min)')
})
