import { Writable } from 'node:stream'
import { expect, it } from 'vitest'

import { anIncident } from '../../test/findings.ts'
import { backtestTable } from './backtest-table.ts'
import { runProgram } from './program.ts'

function into(chunks: string[]): Writable {
  return new Writable({
    write(chunk, _encoding, done) {
      chunks.push(String(chunk))
      done()
    },
  })
}

async function run(...argv: string[]) {
  const err: string[] = []
  const code = await runProgram(['backtest', ...argv], {
    stdin: process.stdin,
    stdout: into([]),
    stderr: into(err),
    environment: {},
    now: () => 1_790_000_000,
    onHangup: () => {},
    untilStopped: () => Promise.resolve(),
  })
  return { code, err: err.join('') }
}

it('says what is wrong with what it was asked', async () => {
  expect((await run()).err).toContain('no Prometheus is configured')
  expect(await run('--since', 'soon')).toMatchObject({
    code: 2,
    err: expect.stringContaining('14d'),
  })
  expect(await run('--until', 'soon')).toMatchObject({
    code: 2,
    err: expect.stringContaining('unix seconds or RFC 3339'),
  })
  expect(await run('--until', '2027-01-01')).toMatchObject({
    code: 1,
    err: expect.stringContaining('future'),
  })
  expect((await run('--budget', '0')).code).toBe(2)
})

it('prints a line a day, the pages, and the rate beside the budget', () => {
  const told = anIncident({ severity: 'critical', summary: 'checkout is slow' })
  const table = backtestTable({
    since: 86_400,
    until: 3 * 86_400,
    learned_from: 0,
    step_seconds: 60,
    signals: 12,
    samples: 1000,
    days: [
      { day: 86_400, signals: 12, findings: 3, pages: 1 },
      { day: 2 * 86_400, signals: 12, findings: 0, pages: 0 },
    ],
    pages: [{ told_at: 90_000, told: 'checkout gets slow', incident: told }],
    failed: [{ query: 'requests', reason: 'timeout' }],
    alert_budget: { pages_per_week: 3, expected_per_week: 2.46, realised_per_week: 3.5 },
  })
  expect(table.split('\n')).toEqual([
    '1970-01-02 00:00 to 1970-01-04 00:00 UTC, 12 signals, a sample each 60 s; learned from 1970-01-01 00:00 on',
    '',
    'DAY         SIGNALS  FINDINGS  PAGES',
    '1970-01-02       12         3      1',
    '1970-01-03       12         0      0',
    '',
    '1970-01-02 01:00  critical  checkout is slow',
    '',
    'not read to the end: requests: timeout',
    '1 page in 2.0 days: 3.5 a week, true ones included; 2.5 false ones a week expected, 3 accepted',
    '',
  ])
})
