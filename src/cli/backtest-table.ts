import type { Backtest } from '../engine/backtest/backtest.ts'

/** What a backtest brought, for people: a line a day, then the pages, then what they add up to. */
export function backtestTable(result: Backtest): string {
  const {
    days,
    pages,
    failed,
    learned_from: from,
    since,
    until,
    signals,
    step_seconds: step,
  } = result
  return [
    `${dateTime(since)} to ${dateTime(until)} UTC, ${signals} signals, a sample each ${step} s; learned from ${dateTime(from)} on`,
    '',
    'DAY         SIGNALS  FINDINGS  PAGES',
    ...days.map(
      (day) =>
        `${date(day.day)}  ${cell(day.signals, 7)}  ${cell(day.findings, 8)}  ${cell(day.pages, 5)}`,
    ),
    '',
    ...pages.flatMap(({ told_at, incident }) => [
      `${dateTime(told_at)}  ${incident.severity.padEnd(8)}  ${incident.summary}`,
    ]),
    ...(pages.length > 0 ? [''] : []),
    ...failed.map(({ query, reason }) => `not read to the end: ${query}: ${reason}`),
    sum(result),
    '',
  ].join('\n')
}

function sum({ pages, since, until, alert_budget: budget }: Backtest): string {
  const expected =
    budget.expected_per_week === null ? 'unknown' : budget.expected_per_week.toFixed(1)
  return (
    `${pages.length} ${pages.length === 1 ? 'page' : 'pages'} in ${((until - since) / 86_400).toFixed(1)} days: ` +
    `${budget.realised_per_week.toFixed(1)} a week, true ones included; ` +
    `${expected} false ones a week expected, ${budget.pages_per_week} accepted`
  )
}

function cell(number: number, width: number): string {
  return String(number).padStart(width)
}

function date(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 10)
}

function dateTime(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 16).replace('T', ' ')
}
