import type { Model } from './model.ts'
import { normal, smoothNoise, uniform } from './noise.ts'
import { leakTicks, startedAt, type Pod } from './pods.ts'
import { serviceIndex } from './shop.ts'
import { TICK_SECONDS } from './tick.ts'

/** What a pod uses of its machine at a tick. Pure functions of the model. */

/** CPU cores. */
export function podCpu(model: Model, pod: Pod, tick: number): number {
  const work = podRate(model, pod, tick) * pod.service.cpuPerRequest
  return 0.012 + work * (1 + 0.03 * normal(pod.seed, tick, 31))
}

function podRate(model: Model, pod: Pod, tick: number): number {
  const index = serviceIndex(pod.service.name)
  return model.flow.rate(index, tick) * model.rosters[index]!.share(pod, tick)
}

/** Requests that are being answered (Little's law; the mean is a little above the median). */
export function podInFlight(model: Model, pod: Pod, tick: number): number {
  const index = serviceIndex(pod.service.name)
  return podRate(model, pod, tick) * model.flow.latency(index, tick) * 1.15
}

/** Bytes of resident memory: a base, caches that warm up in hours, load, garbage, and a leak. */
export function podMemory(model: Model, pod: Pod, tick: number): number {
  const started = startedAt(pod, tick)
  const hours = ((tick - started) * TICK_SECONDS) / 3600
  const busy = podRate(model, pod, tick) / pod.service.capacity
  const part =
    0.3 * (1 + 0.03 * normal(pod.seed, 2)) +
    0.1 * (1 - Math.exp(-hours / 1.5)) +
    0.06 * busy +
    0.012 * smoothNoise(pod.seed + 3, tick / 400) +
    0.01 * uniform(pod.seed, tick, 4) +
    0.58 * leaked(model, { pod, tick, started })
  return Math.min(0.99, part) * pod.service.memoryLimit
}

/** 0 to 1: the part of a pod's spare memory that a leak has taken since it began or the restart. */
function leaked(
  model: Model,
  { pod, tick, started }: { pod: Pod; tick: number; started: number },
): number {
  let part = 0
  for (const fault of model.faults) {
    if (fault.kind !== 'memory_leak' || fault.target !== pod.service.name) continue
    if (tick < fault.from || tick >= fault.until) continue
    part += (tick - Math.max(fault.from, started)) / leakTicks(pod.seed)
  }
  return Math.min(1, part)
}
