import type { Subject } from './subject.ts'

interface Floor {
  readonly ratio: number
  readonly milliseconds: number
}

/** Load comes and goes by a third without anybody's fault; what lasts is worth more than what passes. */
const LASTING: Floor = { ratio: 1.4, milliseconds: 2 }
const PASSING: Floor = { ratio: 1.5, milliseconds: 2 }
/** Calls of a minute share their load: in a few minutes, one busy minute looks like a change. */
const OF_FEW_MINUTES: Floor = { ratio: 1.8, milliseconds: 2 }
const FALL: Floor = { ratio: 2, milliseconds: 2 }
/** Single rows vary by nature, so it takes more. */
const OUTLIER: Floor = { ratio: 2, milliseconds: 20 }
/** Two ways through the code (a cache hit, a miss) are normal until one of them hurts. */
const SECOND_MODE: Floor = { ratio: 4, milliseconds: 100 }

export type Claim = 'lasting' | 'passing' | 'of_few_minutes' | 'outlier' | 'mode'

const FLOORS: Readonly<Record<Claim, Floor>> = {
  lasting: LASTING,
  passing: PASSING,
  of_few_minutes: OF_FEW_MINUTES,
  outlier: OUTLIER,
  mode: SECOND_MODE,
}

/**
 * Whether a difference is large enough to matter to people, whatever its probability. A metric has
 * no known unit, so there only the ratio counts.
 */
export function matters(
  { isMetric }: Subject,
  { observed, expected }: { observed: number; expected: number },
  claim: Claim,
): boolean {
  const rises = observed > expected
  const floor = FLOORS[claim]
  const ratio = rises ? floor.ratio : Math.max(floor.ratio, FALL.ratio)
  const [small, large] = rises ? [expected, observed] : [observed, expected]
  return large >= ratio * small && (isMetric || large - small >= floor.milliseconds)
}
