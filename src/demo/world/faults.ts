import { errors } from '../../errors.ts'
import { HTTP_SERVICES, MACHINES } from './shop.ts'
import type { Stretch } from './tick.ts'

export const FAULT_KINDS = [
  'slow_database',
  'bad_deploy',
  'memory_leak',
  'filling_disk',
  'traffic_drop',
  'silent_exporter',
] as const

export type FaultKind = (typeof FAULT_KINDS)[number]

/** Something that is made to break. Times are unix seconds; `until` is null while nobody ends it. */
export interface Fault {
  readonly id: string
  readonly kind: FaultKind
  readonly target: string
  readonly at: number
  readonly until: number | null
  /** One sentence for the page. */
  readonly description: string
}

/** A fault in ticks: it acts on whole ticks only, so that no sample before `at` ever changes. */
export interface ActiveFault extends Stretch {
  readonly kind: FaultKind
  readonly target: string
}

const SENTENCES: Record<FaultKind, (target: string) => string> = {
  slow_database: (target) => `queries of ${target} take about sixty times as long`,
  bad_deploy: (target) => `a new version of ${target} fails and is slow`,
  memory_leak: (target) => `${target} leaks memory and reaches its limit in about an hour`,
  filling_disk: (target) => `something writes to ${target}; it is full in three to four hours`,
  traffic_drop: (target) => `${target} gets a third of its usual traffic`,
  silent_exporter: (target) => `${target} no longer answers scrapes`,
}

/** What a fault of this kind can hit; the first is what it hits unless told. */
export function faultTargets(kind: FaultKind): string[] {
  const services = HTTP_SERVICES.map((service) => service.name)
  const first = (name: string) => [name, ...services.filter((other) => other !== name)]
  switch (kind) {
    case 'slow_database':
      return ['orders-db']
    case 'bad_deploy':
      return first('payment')
    case 'memory_leak':
      return first('recommendation')
    case 'traffic_drop':
      return first('frontend')
    case 'filling_disk':
      return [
        'node-2:/data',
        ...MACHINES.flatMap(disksOf).filter((disk) => disk !== 'node-2:/data'),
      ]
    case 'silent_exporter':
      return ['node-2', 'node-1', 'node-3', 'orders-db', 'cache', 'queue', ...services]
  }
}

function disksOf(machine: (typeof MACHINES)[number]): string[] {
  return machine.disks.map((disk) => `${machine.name}:${disk.mountpoint}`)
}

/** Throws INPUT_INVALID for a kind or a target that does not exist, and names those that do. */
export function checkFault(kind: string, target?: string): { kind: FaultKind; target: string } {
  const known = FAULT_KINDS.find((one) => one === kind)
  if (!known) throw errors.inputInvalid(`no fault "${kind}"; there are ${FAULT_KINDS.join(', ')}`)
  const targets = faultTargets(known)
  if (target !== undefined && !targets.includes(target))
    throw errors.inputInvalid(`${known} cannot hit "${target}"; it can hit ${targets.join(', ')}`)
  return { kind: known, target: target ?? targets[0]! }
}

export function describeFault(kind: FaultKind, target: string): string {
  return SENTENCES[kind](target)
}

/** 0 to 1: how much of a fault is felt at a tick, rising over `rise` ticks, falling as quickly. */
export function intensity(fault: Stretch, tick: number, rise: number): number {
  if (tick < fault.from) return 0
  const up = Math.min(1, (tick - fault.from + 1) / rise)
  if (tick < fault.until) return up
  const reached = Math.min(1, (fault.until - fault.from) / rise)
  return Math.max(0, reached - (tick - fault.until + 1) / rise)
}
