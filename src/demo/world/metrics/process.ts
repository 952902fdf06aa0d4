import type { Catalog } from '../catalog.ts'
import type { Model } from '../model.ts'
import { normal, uniform } from '../noise.ts'
import { startedAt, type Pod } from '../pods.ts'
import { constant, counter, gauge, type Reader } from '../reader.ts'
import { SERVICES } from '../shop.ts'
import { TICK_SECONDS } from '../tick.ts'
import { podCpu, podInFlight, podMemory } from '../usage.ts'

/** The metrics of the client library in every pod of a service, and the version it runs. */
export function addProcessMetrics(catalog: Catalog, model: Model): void {
  const add = declareAll(catalog)
  SERVICES.forEach((service, index) => {
    for (const pod of service.kind === 'http' ? model.rosters[index]!.pods : []) {
      const target = model.podTarget(pod)
      add.cpu({ target, read: cpuReader(model, pod) })
      add.memory({ target, read: gauge((tick) => Math.round(podMemory(model, pod, tick))) })
      add.start({ target, read: gauge((tick) => startTime(model, pod, tick)) })
      add.openFds({
        target,
        read: gauge((tick) => noisyCount(pod, tick, 38 + 1.5 * podInFlight(model, pod, tick))),
      })
      add.maxFds({ target, read: constant(1024) })
      add.goroutines({
        target,
        read: gauge((tick) => noisyCount(pod, tick, 26 + 3 * podInFlight(model, pod, tick))),
      })
      for (const run of pod.versions)
        add.build({ target, life: run, labels: { version: run.version }, read: constant(1) })
    }
  })
}

function declareAll(catalog: Catalog) {
  const declare = (name: string, type: 'gauge' | 'counter', help: string) =>
    catalog.declare(name, { type, help })
  return {
    cpu: declare('process_cpu_seconds_total', 'counter', 'CPU time spent, in seconds.'),
    memory: declare('process_resident_memory_bytes', 'gauge', 'Resident memory size in bytes.'),
    start: declare('process_start_time_seconds', 'gauge', 'Start of the process, unix seconds.'),
    openFds: declare('process_open_fds', 'gauge', 'Number of open file descriptors.'),
    maxFds: declare('process_max_fds', 'gauge', 'Maximum number of open file descriptors.'),
    goroutines: declare('go_goroutines', 'gauge', 'Number of goroutines that currently exist.'),
    build: declare('shop_build_info', 'gauge', '1, labelled with the version that is running.'),
  }
}

function cpuReader(model: Model, pod: Pod): Reader {
  const integral = model.integral(`cpu/${pod.name}`, {
    members: 1,
    from: pod.from,
    at(tick, out) {
      out[0] = podCpu(model, pod, tick) * TICK_SECONDS
    },
  })
  return counter({ integral, member: 0, whole: false, starts: pod.starts })
}

function startTime(model: Model, pod: Pod, tick: number): number {
  return model.start + startedAt(pod, tick) * TICK_SECONDS + Math.floor(20 * uniform(pod.seed, 9))
}

function noisyCount(pod: Pod, tick: number, mean: number): number {
  return Math.max(1, Math.round(mean + 1.2 * normal(pod.seed, tick, 41)))
}
