import type { Row } from '../suite.ts'
import type { Answered } from './breach-run.ts'

const SHARES = { p10: 0.1, p50: 0.5, p90: 0.9 } as const

/**
 * Whether the times keep their word: of all questions with a p10, one in ten should have been
 * reached by then (crossed or not later), with a p50 half, with a p90 nine in ten.
 */
export function timeRows(set: string, answered: readonly Answered[]): Row[] {
  const reachedBy = (name: keyof typeof SHARES) => {
    const known = answered.filter(({ crossing }) => crossing.breach_seconds[name] !== null)
    const inTime = known.filter(
      ({ crossing, question }) => question.after * question.step <= crossing.breach_seconds[name]!,
    )
    return `${name} ${(inTime.length / known.length).toFixed(2)} of ${known.length}`
  }
  return [
    {
      what: `${set}: reached by the time given`,
      measured: [reachedBy('p10'), reachedBy('p50'), reachedBy('p90')].join(', '),
      wanted: '0.10, 0.50, 0.90',
    },
    { what: `${set}: of those that crossed, within p10 … p90`, measured: insideText(answered) },
  ]
}

/** Only where both are known. */
function insideText(answered: readonly Answered[]): string {
  const known = answered.filter(
    ({ crossing, question }) => question.reached && crossing.breach_seconds.p90 !== null,
  )
  const inside = known.filter(({ crossing, question }) => {
    const { p10, p90 } = crossing.breach_seconds
    const seconds = question.after * question.step
    return p10! <= seconds && seconds <= p90!
  })
  return `${(inside.length / known.length).toFixed(2)} of ${known.length}`
}
