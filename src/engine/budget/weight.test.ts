import { describe, expect, it } from 'vitest'

import { aFinding, aSignal } from '../../../test/findings.ts'
import { classOf, CLASSES, isLifelessClass, weightOf } from './weight.ts'

const signalOf = (id: string) => aSignal({ id, role: id.startsWith('e') ? 'errors' : 'duration' })
const finding = (signal: string, alert_score: number, start = 1000) =>
  aFinding({ id: `${signal} ${start}`, signal, alert_score, start })
const weigh = (...findings: ReturnType<typeof finding>[]) => weightOf(findings, signalOf)!

describe('evidence', () => {
  it('is one for one signal at the score from which a finding opens', () => {
    expect(weigh(finding('d1', 0.5)).evidence).toBe(1)
  })

  // By hand: -log2(0.25) = 2 and -log2(0.5) = 1.
  it('adds up over signals, each by its highest', () => {
    expect(weigh(finding('d1', 0.75), finding('d2', 0.5)).evidence).toBe(3)
    expect(weigh(finding('d1', 0.75), finding('d1', 0.5, 1060)).evidence).toBe(2)
  })

  it('counts together only what began together', () => {
    expect(weigh(finding('d1', 0.5), finding('d2', 0.5, 1600)).evidence).toBe(2)
    expect(weigh(finding('d1', 0.5), finding('d2', 0.5, 1601)).evidence).toBe(1)
  })

  it('stays finite for a score of one', () => {
    expect(weigh(finding('d1', 1)).evidence).toBe(10)
  })
})

describe('class', () => {
  it('is that of the signal that leads', () => {
    expect(CLASSES[weigh(finding('d1', 0.6), finding('e1', 0.7)).kind]).toBe('errors')
  })

  it('keeps silence apart', () => {
    const silent = { ...finding('d1', 0.6), kind: 'silence' as const }
    const { kind } = weigh(silent)
    expect(kind).toBe(classOf('duration', true))
    expect(isLifelessClass(kind)).toBe(true)
  })
})

it('has no weight without findings', () => {
  expect(weightOf([], signalOf)).toBeUndefined()
})
