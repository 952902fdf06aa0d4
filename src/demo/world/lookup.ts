import type { Matcher, StoredSeries } from '../storage.ts'
import type { Catalog } from './catalog.ts'
import type { Metric, MetricType, WorldSeries } from './metric.ts'
import { readSamples, scrapesWithin } from './scrape.ts'
import type { State } from './state.ts'

/** A target as `/api/v1/targets` shows it. */
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

export function selectSeries(
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

export function metadataOf(catalog: Catalog): MetricInfo[] {
  const families = new Map<string, MetricInfo>()
  for (const { family, type, help } of catalog.metrics.values())
    families.set(family, { family, type, help })
  return [...families.values()]
}

export function targetsAt(state: State, at: number): WorldTarget[] {
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
