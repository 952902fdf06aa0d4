import { releasesOf, type Release } from './deploys.ts'
import type { ActiveFault } from './faults.ts'
import { hash, hashText, normal, uniform } from './noise.ts'
import { MACHINES, type Service } from './shop.ts'
import { TICK_SECONDS, within, type Stretch } from './tick.ts'

/** One pod from its first sample to its last. Its name is the same in the next world of this seed. */
export interface Pod extends Stretch {
  readonly name: string
  readonly service: Service
  readonly instance: string
  /** Position in MACHINES. */
  readonly machine: number
  readonly seed: number
  /** How much of the traffic it draws, beside its siblings. */
  readonly weight: number
  /** Ticks at which its processes started, ascending; the first may lie before history. */
  readonly starts: readonly number[]
  /** Versions that it ran, one after the other. */
  readonly versions: readonly (Stretch & { readonly version: string })[]
}

/** The pods of one service through all time. */
export interface Roster {
  readonly pods: readonly Pod[]
  /** Part of the service's traffic that a pod serves at a tick; 0 when it is not there. */
  share(pod: Pod, tick: number): number
}

export interface RosterOptions {
  readonly seed: number
  readonly start: number
  readonly faults: readonly ActiveFault[]
}

/** Ticks between one pod's replacement and the next, and those in which old and new both serve. */
const STAGGER = 4
const OVERLAP = 2

export function createRoster(service: Service, options: RosterOptions): Roster {
  const releases = releasesOf(service.name, options)
  const pods = Array.from({ length: service.replicas }, (_, ordinal) =>
    service.stateful
      ? [statefulPod(service, ordinal, releases, options)]
      : releases.map((_release, generation) =>
          freshPod(service, { ordinal, generation, releases, options }),
        ),
  ).flat()
  return { pods, share: shareOf(pods) }
}

function shareOf(pods: readonly Pod[]): Roster['share'] {
  const edges = [...new Set(pods.flatMap((pod) => [pod.from, pod.until]))].sort((a, b) => a - b)
  const totals = edges.map((edge) =>
    pods.reduce((sum, pod) => sum + (within(pod, edge) ? pod.weight : 0), 0),
  )
  let last = 0
  return (pod, tick) => {
    if (!within(pod, tick)) return 0
    // Ticks are asked for in order nearly always, so the search goes on from where it stood.
    if (edges[last]! > tick) last = 0
    while (last + 1 < edges.length && edges[last + 1]! <= tick) last++
    return pod.weight / totals[last]!
  }
}

interface FreshOptions {
  readonly ordinal: number
  readonly generation: number
  readonly releases: readonly Release[]
  readonly options: RosterOptions
}

/** A Deployment's pod: a new name and address with each release. */
function freshPod(service: Service, { ordinal, generation, releases, options }: FreshOptions): Pod {
  const { tick, version } = releases[generation]!
  const next = releases[generation + 1]
  const replicaSet = hash(options.seed, hashText(service.name + version), tick).toString(16)
  const seed = hash(options.seed, hashText(`${service.name}/${tick}/${ordinal}`))
  const life = {
    from: Math.max(0, tick + ordinal * STAGGER),
    until: next ? next.tick + ordinal * STAGGER + OVERLAP : Infinity,
  }
  const born = tick + ordinal * STAGGER
  return {
    ...life,
    ...identity(service, seed, ordinal),
    name: `${service.name}-${replicaSet.padStart(8, '0')}-${suffix(seed)}`,
    starts: withCrashes(service, [born], { seed, life, faults: options.faults }),
    versions: [{ ...life, version }],
  }
}

/** A StatefulSet's pod: always the same name, its processes start anew with each release. */
function statefulPod(
  service: Service,
  ordinal: number,
  releases: readonly Release[],
  options: RosterOptions,
): Pod {
  const seed = hash(options.seed, hashText(`${service.name}/${ordinal}`))
  const life = { from: 0, until: Infinity }
  const ticks = releases.map((release) => release.tick + ordinal * STAGGER)
  return {
    ...life,
    ...identity(service, seed, ordinal),
    name: `${service.name}-${ordinal}`,
    starts: withCrashes(service, ticks, { seed, life, faults: options.faults }),
    versions: releases.map(({ version }, i) => ({
      from: Math.max(0, ticks[i]!),
      until: ticks[i + 1] ?? Infinity,
      version,
    })),
  }
}

function identity(service: Service, seed: number, ordinal: number) {
  const home = hashText(service.name) + ordinal
  return {
    service,
    seed,
    instance: `10.42.${(seed >>> 8) & 255}.${2 + (seed % 250)}:8080`,
    machine: home % MACHINES.length,
    weight: 1 + 0.05 * normal(seed, 1),
  }
}

function suffix(seed: number): string {
  const letters = 'bcdfghjklmnpqrstvwxz2456789'
  return Array.from({ length: 5 }, (_, i) => letters[hash(seed, i) % letters.length]).join('')
}

interface CrashOptions {
  readonly seed: number
  readonly life: Stretch
  readonly faults: readonly ActiveFault[]
}

/** Adds the starts after each kill for lack of memory, and the one that ends the leak. */
function withCrashes(
  service: Service,
  starts: readonly number[],
  { seed, life, faults }: CrashOptions,
): number[] {
  const all = new Set(starts)
  for (const fault of faults) {
    if (fault.kind !== 'memory_leak' || fault.target !== service.name) continue
    const end = Math.min(fault.until, life.until, fault.from + MAX_LEAK_TICKS)
    for (let tick = fault.from + leakTicks(seed); tick < end; tick += leakTicks(seed)) {
      if (tick >= life.from) all.add(tick)
    }
    if (fault.until > life.from && fault.until < life.until) all.add(fault.until)
  }
  return [...all].sort((a, b) => a - b)
}

const MAX_LEAK_TICKS = (30 * 86_400) / TICK_SECONDS

/** Ticks in which a leak fills a pod's memory: an hour, give or take by pod. */
export function leakTicks(seed: number): number {
  return Math.round((3600 * (0.9 + 0.25 * uniform(seed, 77))) / TICK_SECONDS)
}

/** The tick at which the process that runs at `tick` was started. */
export function startedAt(pod: Pod, tick: number): number {
  let started = pod.starts[0]!
  for (const one of pod.starts) {
    if (one > tick) break
    started = one
  }
  return started
}
