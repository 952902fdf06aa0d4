import { errors } from '../../errors.ts'
import type { Storage } from '../storage.ts'
import { checkFault, describeFault, type Fault } from './faults.ts'
import { metadataOf, selectSeries, targetsAt, type MetricInfo, type WorldTarget } from './lookup.ts'
import { createState } from './state.ts'
import { TICK_SECONDS } from './tick.ts'

export interface WorldOptions {
  readonly seed: number
  /** Unix seconds at which history begins; rounded down to a full minute. */
  readonly start: number
  /** Seconds between scrapes. */
  readonly step: 15 | 60
}

interface InjectOptions {
  /** Unix seconds; the fault acts from the first half minute that begins at or after it. */
  readonly at: number
  readonly target?: string
  /** Ends by itself after this long; until it is cleared, unless told. */
  readonly durationSeconds?: number
}

/**
 * A simulated shop. Any sample can be asked for at any time from `start` on, and is the same however
 * and whenever it is asked for; only injecting or clearing a fault changes samples, from then on.
 */
export interface World extends Storage {
  readonly start: number
  readonly step: 15 | 60
  /** Throws INPUT_INVALID for a kind or target that does not exist. */
  inject(kind: string, options: InjectOptions): Fault
  /** Ends a fault at `at` (unix seconds). Throws NOT_FOUND. */
  clear(id: string, at: number): Fault
  /** All faults that were ever injected, ended ones too. */
  faults(): readonly Fault[]
  metadata(): MetricInfo[]
  /** The targets that exist at a time. */
  targets(atSeconds: number): WorldTarget[]
}

/** Every tick looks at every fault there ever was. */
const MOST_FAULTS = 500

export function createWorld({ seed, start: wanted, step }: WorldOptions): World {
  const start = Math.floor(wanted / 60) * 60
  const state = createState(seed, start, step * 1000)
  let faults: readonly Fault[] = []
  const tickOf = (seconds: number) => Math.max(0, Math.ceil((seconds - start) / TICK_SECONDS))

  const put = (next: readonly Fault[], since: number): void => {
    faults = next
    const active = next.map(({ kind, target, at, until }) => ({
      kind,
      target,
      from: tickOf(at),
      until: until === null ? Infinity : tickOf(until),
    }))
    state.rebuild(active, tickOf(since))
  }

  return {
    start,
    step,
    inject(kind, { at, target, durationSeconds }) {
      const checked = checkFault(kind, target)
      if (faults.length >= MOST_FAULTS)
        throw errors.inputImpossible(`there were ${MOST_FAULTS} faults; start the demo anew`)
      const fault: Fault = {
        ...checked,
        id: `fault-${faults.length + 1}`,
        at,
        until: durationSeconds === undefined ? null : at + durationSeconds,
        description: describeFault(checked.kind, checked.target),
      }
      put([...faults, fault], at)
      return fault
    },
    clear(id, at) {
      const fault = faults.find((one) => one.id === id)
      if (!fault) throw errors.notFound('fault', id)
      // A fault that ended by itself has ended; one that is cleared before it began never was.
      const until = Math.max(fault.at, Math.min(fault.until ?? Infinity, at))
      const cleared = { ...fault, until }
      put(
        faults.map((one) => (one === fault ? cleared : one)),
        until,
      )
      return cleared
    },
    faults: () => faults,
    select: (matchers, startMs, endMs) => selectSeries(state, matchers, { startMs, endMs }),
    metadata: () => metadataOf(state.catalog()),
    targets: (at) => targetsAt(state, at),
  }
}
