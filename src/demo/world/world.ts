import { errors } from '../../errors.ts'
import type { Matcher, Storage, StoredSeries } from '../storage.ts'
import { createCatalog, type Catalog } from './catalog.ts'
import { checkFault, describeFault, type ActiveFault, type Fault } from './faults.ts'
import { createFlow } from './flow.ts'
import { createIntegral, type Integral } from './integral.ts'
import type { Metric, MetricType, Target, WorldSeries } from './metric.ts'
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
import { readSamples, scrapesWithin } from './scrape.ts'
import { SERVICES } from './shop.ts'
import { createTargets } from './targets.ts'
import { TICK_SECONDS } from './tick.ts'

export interface WorldOptions {
  readonly seed: number
  /** Unix seconds at which history begins; rounded down to a full minute. */
  readonly start: number
  /** Seconds between scrapes. */
  readonly step: 15 | 60
}

export interface InjectOptions {
  /** Unix seconds; the fault acts from the first half minute that begins at or after it. */
  readonly at: number
  readonly target?: string
  /** Ends by itself after this long; until it is cleared, unless told. */
  readonly durationSeconds?: number
}

export interface WorldTarget {
  readonly job: string
  readonly instance: string
  readonly labels: Readonly<Record<string, string>>
  readonly healthy: boolean
  /** Unix seconds. */
  readonly lastScrape: number
}

export interface MetricInfo {
  readonly family: string
  readonly type: MetricType
  readonly help: string
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

interface State {
  readonly startMs: number
  readonly stepMs: number
  catalog(): Catalog
  targets(): readonly Target[]
  rebuild(faults: readonly ActiveFault[], fromTick: number): void
}

/** Two weeks of all counters are about 75 MB; a page that looks at some of them needs less. */
const PANTRY_BYTES = 64 * 1024 * 1024

function createState(seed: number, start: number, stepMs: number): State {
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

function selectSeries(
  state: State,
  matchers: readonly Matcher[],
  time: { startMs: number; endMs: number },
): StoredSeries[] {
  const byName = matchers.filter((matcher) => matcher.label === '__name__')
  const others = matchers.filter((matcher) => matcher.label !== '__name__')
  const wanted = (metric: Metric) => byName.every((matcher) => matcher.matches(metric.name))
  const found: StoredSeries[] = []
  for (const metric of state.catalog().metrics.values()) {
    if (!wanted(metric)) continue
    for (const series of metric.series)
      if (
        others.every((matcher) => matcher.matches(series.labels[matcher.label] ?? '')) &&
        livesWithin(state, series, time)
      )
        found.push(storedSeries(state, series))
  }
  return found
}

function livesWithin(
  { startMs, stepMs }: State,
  series: WorldSeries,
  time: { startMs: number; endMs: number },
): boolean {
  const { first, end } = scrapesWithin(series, series.target, stepMs)
  const origin = startMs + series.target.phase
  return (
    first < end &&
    origin + first * stepMs <= time.endMs &&
    origin + (end - 1) * stepMs >= time.startMs
  )
}

function storedSeries({ startMs, stepMs }: State, series: WorldSeries): StoredSeries {
  return {
    labels: series.labels,
    firstMs: startMs + series.target.phase,
    stepMs,
    read: (first, out, stride = 1) => readSamples(series, { first, stride, step: stepMs }, out),
  }
}

function metadataOf(catalog: Catalog): MetricInfo[] {
  const families = new Map<string, MetricInfo>()
  for (const { family, type, help } of catalog.metrics.values())
    families.set(family, { family, type, help })
  return [...families.values()]
}

function targetsAt(state: State, at: number): WorldTarget[] {
  const sinceStart = at * 1000 - state.startMs
  return state
    .targets()
    .map((target) => {
      const number = Math.floor((sinceStart - target.phase) / state.stepMs)
      const span = scrapesWithin(target, target, state.stepMs)
      const healthy = !target.silent.some((silence) => {
        const gap = scrapesWithin(silence, target, state.stepMs)
        return number >= gap.first && number < gap.end
      })
      const lastScrape = (state.startMs + target.phase + number * state.stepMs) / 1000
      const { job, instance, labels } = target
      return {
        job,
        instance,
        labels,
        healthy,
        lastScrape,
        alive: number >= span.first && number < span.end,
      }
    })
    .filter((target) => target.alive)
    .map(({ alive: _alive, ...target }) => target)
}
