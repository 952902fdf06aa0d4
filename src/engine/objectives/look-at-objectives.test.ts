import { expect, it, vi } from 'vitest'

import { createTelemetry } from '../../telemetry.ts'
import { createLogger } from '../../telemetry/log.ts'
import { AlertBudget } from '../budget/alert-budget.ts'
import { Passage } from '../passage.ts'
import { Situation } from '../situation.ts'
import type { Noticed, Watch } from '../watch.ts'
import { lookAtObjectives } from './look-at-objectives.ts'
import { signalOfObjective } from './objective-signal.ts'
import type { Objectives } from './objectives.ts'

const NOW = 1_800_000_000
const signal = signalOfObjective({
  name: 'checkout-availability',
  objective: 0.999,
  window: { kind: 'rolling', seconds: 30 * 86_400 },
  events: { counts: 'errors', counted: 'e', total: 't' },
  service: 'checkout',
})

function burn(severity: 'critical' | 'warning', end: number | null): Noticed {
  const numbers = { score: 20, alertScore: severity === 'critical' ? 1 : 0.5 }
  const values = { observed: 0.015, expected: 0.001, lower: 0, upper: 0.001 }
  return {
    signal,
    at: NOW,
    draft: { kind: 'errors', start: NOW - 600, end, ...numbers, ...values },
    told: { summary: 'checkout burns its error budget', severity },
  }
}

function world() {
  const situation = new Situation()
  const budget = new AlertBudget(3)
  const passage = new Passage({ situation, budget, offset: 0, otherSignal: () => signal })
  const log = createLogger({ write: () => {} })
  const telemetry = createTelemetry({ version: 'test', log, processMetrics: false })
  const watch = { step: 60, table: { live: [], slotOf: () => undefined } } as unknown as Watch
  const advance = vi.fn<Objectives['advance']>()
  const objectives = { advance } as unknown as Objectives
  const look = (burns: Noticed[], now: number) => {
    advance.mockResolvedValue({ outlooks: [], burns, states: [], failed: [] })
    const on = { objectives, passage, telemetry, watch }
    return lookAtObjectives(on, { until: now, now, isFollowed: () => true })
  }
  return { look, situation }
}

it('pages for a burn that was promised to page, in its own words, and ends it', async () => {
  const { look, situation } = world()
  const { passed } = await look([burn('critical', null)], NOW)
  expect(passed.pages).toHaveLength(1)
  expect(passed.pages[0]!.incident).toMatchObject({ severity: 'critical', entities: ['checkout'] })
  expect(passed.record.findings).toMatchObject([
    { kind: 'errors', summary: 'checkout burns its error budget', severity: 'critical' },
  ])
  const later = await look([burn('critical', NOW + 300)], NOW + 300)
  expect(later.passed.pages).toEqual([])
  expect(situation.findings.size).toBe(0)
})

it('finds nothing where nothing burns', async () => {
  const { look } = world()
  expect((await look([], NOW)).passed).toEqual({ record: {}, pages: [] })
})
