import { weightedMedian } from '../../math/weighted-median.ts'
import type { BinPoints } from './load-bins.ts'

/** Latency = `base` · stretch(load / capacity): how a queue with so many servers slows down. */
export interface QueueCurve {
  /** Latency without load. */
  readonly base: number
  readonly capacity: number
  readonly servers: number
}

/**
 * How many times longer a visit to a queue takes at this utilization (0…1) than the service alone:
 * 1 + u^(√(2(c+1)) - 1) / (c·(1 - u)) for c servers (Sakasegawa 1977; exact for one, 1/(1-u)).
 */
export function stretchAt(utilization: number, servers: number): number {
  if (utilization >= 1) return Infinity
  if (utilization <= 0) return 1
  const exponent = Math.sqrt(2 * (servers + 1)) - 1
  return 1 + utilization ** exponent / (servers * (1 - utilization))
}

export function latencyAt({ base, capacity, servers }: QueueCurve, load: number): number {
  return base * stretchAt(load / capacity, servers)
}

/** The load at which the latency is `latency`; 0 where it is never so low. */
export function loadAt({ base, capacity, servers }: QueueCurve, latency: number): number {
  if (!(latency > base)) return 0
  return capacity * bisect((u) => stretchAt(u, servers) < latency / base)
}

/** The load that has the most throughput for its latency: beyond it waiting grows faster (Kleinrock 1979). */
export function kneeOf({ capacity, servers }: QueueCurve): number {
  const power = (u: number) => u / stretchAt(u, servers)
  return capacity * bisect((u) => power(u + 1e-6) > power(u))
}

/** The largest share in 0…1 for which something holds that holds below and not above. */
function bisect(holds: (share: number) => boolean): number {
  let low = 0
  let high = 1
  for (let i = 0; i < 50; i++) {
    const middle = (low + high) / 2
    if (holds(middle)) low = middle
    else high = middle
  }
  return low
}

const SERVERS = [1, 4, 16]
/** Capacities tried: from just above the highest load to twenty times that, evenly by ratio. */
const TRIED = 24
const NEAREST = 1.01
const FARTHEST = 20

/** The curve with the least sum of absolute deviations of the logarithm, by search. */
export function fitQueueCurve(points: BinPoints): QueueCurve {
  const highest = Math.max(...points.load)
  const ratio = (FARTHEST / NEAREST) ** (1 / (TRIED - 1))
  let best = curveFor(points, highest * NEAREST, SERVERS[0]!)
  for (const servers of SERVERS)
    for (let i = 0; i < TRIED; i++)
      best = better(best, curveFor(points, highest * NEAREST * ratio ** i, servers))
  for (let width = ratio; width > 1.002; width = Math.sqrt(width)) {
    const { capacity, servers } = best.curve
    for (const near of [capacity / width, capacity * width])
      if (near > highest * 1.001) best = better(best, curveFor(points, near, servers))
  }
  return best.curve
}

interface Tried {
  readonly curve: QueueCurve
  readonly cost: number
}

function better(a: Tried, b: Tried): Tried {
  return b.cost < a.cost ? b : a
}

function curveFor(
  { load, logLatency, weight }: BinPoints,
  capacity: number,
  servers: number,
): Tried {
  const bases = logLatency.map((log, i) => log - Math.log(stretchAt(load[i]! / capacity, servers)))
  const base = weightedMedian(bases, weight)
  const cost = bases.reduce((sum, log, i) => sum + weight[i]! * Math.abs(log - base), 0)
  return { curve: { base: Math.exp(base), capacity, servers }, cost }
}
