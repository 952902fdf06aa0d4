import { describe, expect, it } from 'vitest'

import { aFinding, aSignal } from '../../test/findings.ts'
import type { Finding } from '../model/finding.ts'
import { causesByOnset } from './causes.ts'

const of = (service: string, start: number, kind: 'spike' | 'prediction' = 'spike') =>
  aFinding({ id: `${service} ${start}`, service, signal: service, start, kind })

const signalOf = (id: string) => aSignal({ name: `load {node="${id}"}` })

const servicesOf = (findings: readonly Finding[]) =>
  causesByOnset(findings, { now: 90 }).map(({ service }) => service)

describe('causesByOnset', () => {
  it('orders services by their first change', () => {
    const findings = [of('web', 150), of('db', 90), of('web', 120), of('db', 600)]
    expect(causesByOnset(findings, { now: 200, signalOf })).toEqual([
      { service: 'db', score: 1, reasons: ['first to change: load at 00:01 UTC'] },
      { service: 'web', score: 0.5, reasons: ['changed 30 s after the first: load at 00:02 UTC'] },
    ])
  })

  it('prefers nobody where several were first', () => {
    const causes = causesByOnset([of('a', 60), of('b', 60)], { now: 90 })
    expect(causes.map(({ score }) => score)).toEqual([1, 1])
    expect(causes[0]!.reasons).toEqual(['among the first to change: spike at 00:01 UTC'])
  })

  it('takes a prediction for a change only where there is nothing else', () => {
    const prediction = of('db', 0, 'prediction')
    expect(servicesOf([prediction, of('web', 60)])).toEqual(['web'])
    expect(servicesOf([prediction])).toEqual(['db'])
    expect(servicesOf([])).toEqual([])
  })
})
