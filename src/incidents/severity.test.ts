import { describe, expect, it } from 'vitest'

import { severityOf, worst } from './severity.ts'

describe('severityOf', () => {
  it.each([
    ['dip', 'availability', 'critical'],
    ['spike', 'errors', 'critical'],
    ['dip', 'errors', 'info'],
    ['silence', 'rate', 'critical'],
    ['silence', 'level', 'warning'],
    ['spike', 'duration', 'warning'],
    ['dip', 'rate', 'warning'],
    ['spike', 'rate', 'info'],
    ['spike', 'level', 'info'],
    ['stuck', 'availability', 'warning'],
    ['prediction', 'availability', 'warning'],
    ['errors', undefined, 'critical'],
    ['spike', undefined, 'info'],
  ] as const)('of %s on %s is %s', (kind, role, severity) => {
    expect(severityOf({ kind, observed: null }, role)).toBe(severity)
  })

  it('of a few failures in a hundred is critical, of a few in a thousand a warning', () => {
    expect(severityOf({ kind: 'spike', observed: 0.05 }, 'errors')).toBe('critical')
    expect(severityOf({ kind: 'spike', observed: 0.005 }, 'errors')).toBe('warning')
  })
})

it('worst of none is info', () => {
  expect(worst([])).toBe('info')
  expect(worst(['info', 'critical', 'warning'])).toBe('critical')
})
