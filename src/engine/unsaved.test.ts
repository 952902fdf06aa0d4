import { expect, it } from 'vitest'

import { aFinding, anIncident } from '../../test/findings.ts'
import { together } from './unsaved.ts'

it('keeps what was not written, and of everything the newest form', () => {
  const ended = aFinding({ id: 'a', end: 2000 })
  const unsaved = { findings: [aFinding({ id: 'a' }), aFinding({ id: 'b' })], judgedUntil: 1 }
  const record = { findings: [ended], incidents: [anIncident()], judgedUntil: 2 }
  expect(together(unsaved, record)).toEqual({
    findings: [aFinding({ id: 'b' }), ended],
    incidents: [anIncident()],
    predictions: [],
    statements: [],
    voices: [],
    judgedUntil: 2,
  })
})

it('keeps no more than a bounded number, the newest', () => {
  const many = Array.from({ length: 12_000 }, (_, i) => aFinding({ id: `${i}` }))
  const { findings } = together({ findings: many }, { findings: [aFinding({ id: 'last' })] })
  expect(findings).toHaveLength(10_000)
  expect(findings!.at(-1)!.id).toBe('last')
})
