import { FAULT_KINDS, type Fault } from './world/faults.ts'
import type { World } from './world/world.ts'

/** The page's buttons. `now`: unix seconds. */
export function demoControls(world: World, now: () => number) {
  return {
    kinds: FAULT_KINDS,
    faults: (): Promise<readonly Fault[]> => Promise.resolve(world.faults()),
    async inject(kind: string, target?: string): Promise<Fault> {
      return world.inject(kind, { at: now(), ...(target !== undefined && { target }) })
    },
    async clear(id: string): Promise<void> {
      world.clear(id, now())
    },
  }
}
