import { predictCrossing } from '../../src/forecast/crossing/predict-crossing.ts'
import type { Crossing } from '../../src/forecast/crossing/question.ts'
import { fitLine } from '../../src/math/line-fit.ts'
import { createSeries } from '../../src/model/series.ts'
import { HISTORY_DAYS, HORIZON_DAYS, STEP, STEPS_PER_DAY } from './disk-world.ts'

export const HORIZON = HORIZON_DAYS * STEPS_PER_DAY

/**
 * `predict_linear(avail[window], 4 * 24 * 3600) < 0` as Prometheus computes it: the least squares
 * line through the samples of the window, extended from the time of evaluation, which is that of the
 * newest sample (`now`).
 */
export function linearSaysFull(free: Float64Array, now: number, hours: number): boolean {
  const start = Math.max(0, now + 1 - Math.round((hours * STEPS_PER_DAY) / 24))
  const { slope, intercept } = fitLine(free, start, now + 1)
  return intercept + slope * (now - start + HORIZON) < 0
}

/** The rule of the common mixins: less than 40 % free, and the line of six hours reaches zero. */
export const mixinSaysFull = (free: Float64Array, now: number): boolean =>
  free[now]! < 0.4 && linearSaysFull(free, now, 6)

/** RootOps on the last two weeks, as it would be asked for a limit of 0 free. */
export function askRootOps(free: Float64Array, now: number): Crossing | undefined {
  return ask(free.subarray(Math.max(0, now + 1 - HISTORY_DAYS * STEPS_PER_DAY), now + 1), STEP)
}

const MINUTES_A_WEEK = 10_080

/** RootOps on the last week with a value each minute, on straight lines between those of five. */
export function askMinutes(free: Float64Array, now: number): Crossing | undefined {
  const minutes = Float64Array.from({ length: MINUTES_A_WEEK }, (_, i) => {
    const at = now - (MINUTES_A_WEEK - 1 - i) / 5
    const before = Math.floor(at)
    return free[before]! + (at - before) * ((free[before + 1] ?? 0) - free[before]!)
  })
  return ask(minutes, STEP / 5)
}

function ask(values: Float64Array, step: number): Crossing | undefined {
  const timestamps = values.map((_, i) => i * step)
  return predictCrossing(createSeries({}, timestamps, values), {
    threshold: 0,
    direction: 'down',
    horizonSeconds: HORIZON * STEP,
    bounds: { min: 0, max: 1 },
  })
}

/** Steps until the disk is full, within the horizon; 0 when it is not. */
export function stepsUntilFull(free: Float64Array, now: number): number {
  for (let i = 1; i <= HORIZON; i++) if (free[now + i]! <= 0) return i
  return 0
}
