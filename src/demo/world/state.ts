import { createCatalog, type Catalog } from './catalog.ts'
import type { ActiveFault } from './faults.ts'
import { createFlow } from './flow.ts'
import { createIntegral, type Integral } from './integral.ts'
import type { Target } from './metric.ts'
import { addBetweenMetrics } from './metrics/between.ts'
import { addHttpMetrics } from './metrics/http.ts'
import { addKubernetesMetrics } from './metrics/kubernetes.ts'
import { addMachineMetrics } from './metrics/machines.ts'
import { addProcessMetrics } from './metrics/process.ts'
import { addStoreMetrics } from './metrics/stores.ts'
import { addUp } from './metrics/up.ts'
import type { Model } from './model.ts'
import { createPantry } from './pantry.ts'
import { createRoster } from './pods.ts'
import { SERVICES } from './shop.ts'
import { createTargets } from './targets.ts'

/** Everything that is computed from the seed and the faults; built anew when a fault changes. */
export interface State {
  readonly startMs: number
  readonly stepMs: number
  catalog(): Catalog
  targets(): readonly Target[]
  rebuild(faults: readonly ActiveFault[], fromTick: number): void
}

/** Two weeks of all counters are about 75 MB; less than that, and they are drawn again and again. */
const PANTRY_BYTES = 96 * 1024 * 1024

export function createState(seed: number, start: number, stepMs: number): State {
  const flow = createFlow(seed, start)
  const pantry = createPantry(PANTRY_BYTES)
  // Bounded by the series of the world: one integral for each group of counters.
  const integrals = new Map<string, Integral>()
  let catalog: Catalog
  let targets: readonly Target[]
  const rebuild = (faults: readonly ActiveFault[], fromTick: number): void => {
    flow.setFaults(faults, fromTick)
    const made = createTargets({ seed, stepMs, faults })
    const model: Model = {
      ...made,
      seed,
      start,
      flow,
      faults,
      rosters: SERVICES.map((service) => createRoster(service, { seed, start, faults })),
      integral(name, increments) {
        const known = integrals.get(name)
        known?.renew(increments, fromTick)
        const integral = known ?? createIntegral(increments, pantry)
        integrals.set(name, integral)
        return integral
      },
    }
    catalog = fillCatalog(model)
    targets = made.all()
    addUp(catalog, targets)
  }
  rebuild([], 0)
  return {
    startMs: start * 1000,
    stepMs,
    catalog: () => catalog,
    targets: () => targets,
    rebuild,
  }
}

function fillCatalog(model: Model): Catalog {
  const catalog = createCatalog()
  addHttpMetrics(catalog, model)
  addProcessMetrics(catalog, model)
  addKubernetesMetrics(catalog, model)
  addMachineMetrics(catalog, model)
  addStoreMetrics(catalog, model)
  addBetweenMetrics(catalog, model)
  return catalog
}
