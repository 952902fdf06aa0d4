import { createRandom } from '../../math/random.ts'
import type { Counts } from './counts.ts'

export interface Incident {
  /** Hours since the start of the world. */
  readonly start: number
  readonly hours: number
  readonly ratio: number
}

export interface ServiceOptions {
  readonly hours: number
  /** Mean events an hour. */
  readonly traffic?: number
  readonly ratio?: number
  readonly incidents?: readonly Incident[]
  readonly seed?: number
}

export const PER_HOUR = 12

/**
 * A simulated service by stretches of five minutes: twice the traffic by day as by night, fewer
 * events at weekends, errors drawn anew for each stretch.
 */
export function service(options: ServiceOptions): Counts {
  const { hours, traffic = 36_000, ratio = 0.0003, incidents = [], seed = 1 } = options
  const random = createRandom(seed)
  const length = hours * PER_HOUR
  const total = new Float64Array(length)
  const errors = new Float64Array(length)
  const level = new Float64Array(length).fill(ratio)
  for (const { start, hours: lasts, ratio: bad } of incidents)
    level.fill(bad, Math.round(start * PER_HOUR), Math.round((start + lasts) * PER_HOUR))
  for (let i = 0; i < length; i++) {
    const hour = i / PER_HOUR
    const day = 1 - Math.cos((2 * Math.PI * hour) / 24) / 3
    const week = Math.floor(hour / 24) % 7 >= 5 ? 0.7 : 1.12
    total[i] = poisson((traffic / PER_HOUR) * day * week, random)
    errors[i] = Math.min(total[i]!, poisson(total[i]! * level[i]!, random))
  }
  return { step: 300, end: hours * 3600, errors, total }
}

function poisson(mean: number, random: () => number): number {
  if (mean > 30) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal(random)))
  const limit = Math.exp(-mean)
  let count = 0
  for (let product = random(); product > limit; product *= random()) count++
  return count
}

export function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}

/** What had been seen at an hour of the world: at most `most` stretches. */
export function until({ step, errors, total }: Counts, hour: number, most: number): Counts {
  const end = Math.round((hour * 3600) / step)
  const from = Math.max(0, end - most)
  return {
    step,
    end: hour * 3600,
    errors: errors.subarray(from, end),
    total: total.subarray(from, end),
  }
}

export function byHour({ end, errors, total }: Counts): Counts {
  return { step: 3600, end, errors: hourly(errors), total: hourly(total) }
}

function hourly(values: Float64Array): Float64Array {
  const sums = new Float64Array(Math.floor(values.length / PER_HOUR))
  const from = values.length - sums.length * PER_HOUR
  for (let i = from; i < values.length; i++) sums[Math.floor((i - from) / PER_HOUR)]! += values[i]!
  return sums
}
