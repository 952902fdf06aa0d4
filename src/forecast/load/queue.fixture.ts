import { createRandom } from '../../math/random.ts'
import type { Paired } from './paired.ts'

export interface QueueOptions {
  readonly length?: number
  readonly step?: number
  readonly base?: number
  readonly capacity?: number
  /** Mean load, and how far the day moves it up and down. */
  readonly load?: number
  readonly swing?: number
  /** Deviation of the logarithm of latency, and what of it one sample hands to the next. */
  readonly noise?: number
  readonly memory?: number
  readonly seed?: number
  /** Seconds at which it begins. */
  readonly start?: number
}

/** A queue with one server (M/M/1) through days and nights: latency = base / (1 - load / capacity). */
export function queue(options: QueueOptions = {}): Paired {
  const {
    length = 2016,
    step = 300,
    base = 0.05,
    capacity = 1000,
    load = 500,
    swing = 0.6,
  } = options
  const { noise = 0.1, memory = 0.5, seed = 1, start = 0 } = options
  const random = createRandom(seed)
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  const loads = new Float64Array(length)
  const latencies = new Float64Array(length)
  let carried = 0
  for (let i = 0; i < length; i++) {
    const day = Math.sin((2 * Math.PI * (start + i * step)) / 86_400)
    const now = load * (1 + swing * day) * Math.exp(0.08 * normal())
    loads[i] = Math.min(0.97 * capacity, now)
    carried = memory * carried + Math.sqrt(1 - memory * memory) * normal()
    latencies[i] = (base / (1 - loads[i]! / capacity)) * Math.exp(noise * carried)
  }
  return {
    timestamps: Float64Array.from({ length }, (_, i) => start + i * step),
    load: loads,
    latency: latencies,
  }
}
