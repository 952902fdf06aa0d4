import type { Catalog } from '../catalog.ts'
import { diskAvailable } from '../disk.ts'
import type { Metric, Target } from '../metric.ts'
import type { Model } from '../model.ts'
import { hashText, normal, smoothNoise, uniform } from '../noise.ts'
import { constant, counter, gauge } from '../reader.ts'
import { MACHINES, SERVICES, serviceIndex, type Machine } from '../shop.ts'
import { TICK_SECONDS } from '../tick.ts'
import { podMemory } from '../usage.ts'

type Declare = (name: string, type: Metric['type'], help: string) => ReturnType<Catalog['declare']>

/** What the node exporter says of every machine. */
export function addMachineMetrics(catalog: Catalog, model: Model): void {
  const declare: Declare = (name, type, help) => catalog.declare(name, { type, help })
  const adders = [cpuMetrics, memoryMetrics, diskMetrics, otherMetrics].map((add) =>
    add(declare, model),
  )
  MACHINES.forEach((machine, position) => {
    const target = model.target({
      exporter: machine.name,
      job: 'node',
      instance: machine.address,
      labels: { node: machine.name },
    })
    for (const add of adders) add({ machine, position, target })
  })
}

interface Place {
  readonly machine: Machine
  readonly position: number
  readonly target: Target
}

/** Cores in use: the part of each service that runs here, and the system itself. */
function busyCores(model: Model, position: number, tick: number): number {
  let cores = 0.14 + 0.03 * smoothNoise(model.seed + position, tick / 60)
  SERVICES.forEach((service, index) => {
    cores += model.flow.rate(index, tick) * service.cpuPerRequest * partHere(index, position)
  })
  const { cpus } = MACHINES[position]!
  return Math.min(0.97 * cpus, cores * (1 + 0.02 * normal(model.seed + position, tick, 61)))
}

/** The database lives on the last machine, the cache on the first. */
const PARTS = SERVICES.map((service, index) =>
  MACHINES.map((_machine, position) => {
    if (service.kind === 'database') return position === MACHINES.length - 1 ? 1 : 0
    if (service.kind === 'cache') return position === 0 ? 1 : 0
    const here = Array.from({ length: service.replicas }, (_, i) => homeOf(index, i) === position)
    return here.filter(Boolean).length / service.replicas
  }),
)

function homeOf(index: number, ordinal: number): number {
  return (hashText(SERVICES[index]!.name) + ordinal) % MACHINES.length
}

function partHere(index: number, position: number): number {
  return PARTS[index]![position]!
}

/** Cores that wait for the disk: few, and more on the database's machine when it is slow. */
function waitingCores(model: Model, position: number, tick: number): number {
  const database = serviceIndex('orders-db')
  const slow = model.flow.latency(database, tick) / SERVICES[database]!.work - 1
  const here = position === MACHINES.length - 1 ? 0.006 * Math.min(60, Math.max(0, slow)) : 0
  return 0.01 + 0.006 * uniform(model.seed + position, tick, 62) + here
}

function cpuMetrics(declare: Declare, model: Model) {
  const cpu = declare('node_cpu_seconds_total', 'counter', 'Seconds the CPUs spent in each mode.')
  const modes = ['user', 'system', 'iowait', 'idle']
  return ({ machine, position, target }: Place): void => {
    const integral = model.integral(`node-cpu/${machine.name}`, {
      members: modes.length,
      at(tick, out) {
        const busy = (busyCores(model, position, tick) / machine.cpus) * TICK_SECONDS
        const waiting = (waitingCores(model, position, tick) / machine.cpus) * TICK_SECONDS
        out[0] = busy * 0.78
        out[1] = busy * 0.22
        out[2] = waiting
        out[3] = Math.max(0, TICK_SECONDS - busy - waiting)
      },
    })
    for (let number = 0; number < machine.cpus; number++)
      modes.forEach((mode, member) => {
        const read = counter({ integral, member, whole: false, starts: [-1] })
        cpu({ target, labels: { cpu: String(number), mode }, read })
      })
  }
}

function memoryMetrics(declare: Declare, model: Model) {
  const total = declare('node_memory_MemTotal_bytes', 'gauge', 'Memory of the machine in bytes.')
  const available = declare(
    'node_memory_MemAvailable_bytes',
    'gauge',
    'Memory that programs could still get, in bytes.',
  )
  return ({ machine, position, target }: Place): void => {
    const pods = SERVICES.flatMap((service, index) =>
      service.kind === 'http' ? model.rosters[index]!.pods : [],
    ).filter((pod) => pod.machine === position)
    const used = (tick: number): number => {
      let sum = 3.5 * 1024 ** 3 * (1 + 0.02 * smoothNoise(model.seed + 7 + position, tick / 300))
      for (const pod of pods)
        if (tick >= pod.from && tick < pod.until) sum += podMemory(model, pod, tick)
      return sum
    }
    total({ target, read: constant(machine.memory) })
    available({ target, read: gauge((tick) => Math.round(machine.memory - used(tick))) })
  }
}

function diskMetrics(declare: Declare, model: Model) {
  const size = declare('node_filesystem_size_bytes', 'gauge', 'Size of the file system in bytes.')
  const available = declare(
    'node_filesystem_avail_bytes',
    'gauge',
    'Space on the file system that is free for users, in bytes.',
  )
  return ({ machine, target }: Place): void => {
    for (const disk of machine.disks) {
      const { device, mountpoint } = disk
      const labels = { device, fstype: 'ext4', mountpoint }
      const of = { machine, disk, faults: model.faults }
      size({ target, labels, read: constant(disk.size) })
      available({ target, labels, read: gauge((tick) => diskAvailable(of, tick)) })
    }
  }
}

function otherMetrics(declare: Declare, model: Model) {
  const load = declare('node_load1', 'gauge', 'Load average of the last minute.')
  const boot = declare('node_boot_time_seconds', 'gauge', 'Start of the machine, unix seconds.')
  const received = declare('node_network_receive_bytes_total', 'counter', 'Bytes received.')
  const sent = declare('node_network_transmit_bytes_total', 'counter', 'Bytes sent.')
  return ({ machine, position, target }: Place): void => {
    const integral = model.integral(`network/${machine.name}`, {
      members: 2,
      at(tick, out) {
        const bytes = 2e5 + 9e5 * busyCores(model, position, tick)
        out[0] = Math.round(bytes * TICK_SECONDS)
        out[1] = Math.round(bytes * 1.6 * TICK_SECONDS)
      },
    })
    const read = (member: number) => counter({ integral, member, whole: true, starts: [-1] })
    const labels = { device: 'eth0' }
    received({ target, labels, read: read(0) })
    sent({ target, labels, read: read(1) })
    boot({ target, read: constant(model.start - 40 * 86_400) })
    load({
      target,
      read: gauge((tick) => {
        const running = busyCores(model, position, tick) + waitingCores(model, position, tick)
        return (
          Math.round(running * (1.1 + 0.1 * normal(model.seed + position, tick, 63)) * 100) / 100
        )
      }),
    })
  }
}
