import { createRandom } from '../../math/random.ts'

/** Seeded signals of the sorts that a Prometheus holds, without any fault in them. */
export type Draw = (row: number) => number
export type Generator = (seed: number) => Draw

export function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}

function poisson(random: () => number, mean: number): number {
  if (mean > 50) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal(random)))
  const least = Math.exp(-mean)
  let count = 0
  for (let product = random(); product > least; product *= random()) count++
  return count
}

function studentT3(random: () => number): number {
  const squares = normal(random) ** 2 + normal(random) ** 2 + normal(random) ** 2
  return normal(random) / Math.sqrt(squares / 3)
}

const DAY_ROWS = 1440
const day = (row: number) => Math.sin((2 * Math.PI * row) / DAY_ROWS)

/** Each makes rows of 60 seconds. */
export const HEALTHY: Readonly<Record<string, Generator>> = {
  normal: (seed) => {
    const random = createRandom(seed)
    return () => 100 + 10 * normal(random)
  },
  studentT3: (seed) => {
    const random = createRandom(seed)
    return () => 100 + 5 * studentT3(random)
  },
  lognormal: (seed) => {
    const random = createRandom(seed)
    return () => 0.2 * Math.exp(0.5 * normal(random))
  },
  poissonLow: (seed) => {
    const random = createRandom(seed)
    return () => poisson(random, 0.5)
  },
  poissonHigh: (seed) => {
    const random = createRandom(seed)
    return () => poisson(random, 200)
  },
  dailyNormal: (seed) => {
    const random = createRandom(seed)
    return (row) => 100 + 50 * day(row) + 8 * normal(random)
  },
  dailyPoisson: (seed) => {
    const random = createRandom(seed)
    return (row) => poisson(random, 30 + 25 * day(row))
  },
  sparse: (seed) => {
    const random = createRandom(seed)
    return () => (random() < 0.02 ? 1 + poisson(random, 2) : 0)
  },
  sawtooth: (seed) => {
    const random = createRandom(seed)
    return (row) => (row % 137) * 3 + normal(random)
  },
  autoregressive: (seed) => {
    const random = createRandom(seed)
    let level = 0
    return () => {
      level = 0.9 * level + normal(random)
      return 50 + level
    }
  },
  constant: () => () => 42,
  jitter: (seed) => {
    const random = createRandom(seed)
    return () => 42 + 1e-9 * random()
  },
  quantised: (seed) => {
    const random = createRandom(seed)
    return () => Math.round(20 + 0.8 * normal(random))
  },
}

/** `rows` values of a draw. */
export function take(draw: Draw, rows: number): Float64Array {
  return Float64Array.from({ length: rows }, (_, row) => draw(row))
}
