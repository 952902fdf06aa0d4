import type { LeastChange } from '../../model/override.ts'
import type { Unit } from '../../model/signal.ts'

/** The smallest difference that somebody would act on, whatever the noise. */
const LEAST_EFFECT: Readonly<Record<Unit, number>> = {
  seconds: 0.0005,
  bytes: 1024,
  bytes_per_second: 64,
  ratio: 0.001,
  percent: 0.1,
  per_second: 0,
  count: 0.5,
  timestamp: 1,
  celsius: 0.5,
  volts: 0,
  none: 0,
}
const LEAST_SHARE = 1e-3

interface Changing {
  readonly unit: Unit
  readonly leastChange?: LeastChange | undefined
}

/**
 * Whether a change from `expected` to `observed` is large enough to matter to people: at least the
 * absolute and at least the relative change that the profile asks for, or else the usual of its unit.
 */
export function matters(observed: number, expected: number, profile: Changing): boolean {
  return Math.abs(observed - expected) >= leastChangeFrom(expected, profile)
}

/** The smallest change from `expected` that matters, in the signal's unit. */
export function leastChangeFrom(expected: number, { unit, leastChange }: Changing): number {
  const absolute = leastChange?.absolute ?? LEAST_EFFECT[unit]
  // A point in time has no share: a percent of the year 2026 means nothing.
  const share = unit === 'timestamp' ? 0 : (leastChange?.relative ?? LEAST_SHARE)
  return Math.max(absolute, share * Math.abs(expected))
}
