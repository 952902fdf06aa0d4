import type { Subject } from './subject.ts'

interface Floor {
  readonly ratio: number
  readonly milliseconds: number
}

/** A lasting or passing change of level that is worth a sentence. */
const RISE: Floor = { ratio: 1.3, milliseconds: 2 }
const FALL: Floor = { ratio: 2, milliseconds: 2 }
/** Single rows vary by nature, so it takes more. */
const OUTLIER: Floor = { ratio: 2, milliseconds: 20 }
/** Two ways through the code (a cache hit, a miss) are normal until one of them hurts. */
const SECOND_MODE: Floor = { ratio: 4, milliseconds: 100 }

/**
 * Whether a difference is large enough to matter to people, whatever its probability. A metric has
 * no known unit, so there only the ratio counts.
 */
export function matters(
  { isMetric }: Subject,
  { observed, expected }: { observed: number; expected: number },
  what: 'level' | 'outlier' | 'mode' = 'level',
): boolean {
  const rises = observed > expected
  const floor = what === 'outlier' ? OUTLIER : what === 'mode' ? SECOND_MODE : rises ? RISE : FALL
  const [small, large] = rises ? [expected, observed] : [observed, expected]
  return large >= floor.ratio * small && (isMetric || large - small >= floor.milliseconds)
}
