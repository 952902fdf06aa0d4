import { errors } from '../../errors.ts'
import {
  latencyAgainstLoad,
  type LoadCurve,
  type LoadRefusal,
} from '../../forecast/load/latency-against-load.ts'
import { pairOf, pairsBetween, type Paired } from '../../forecast/load/paired.ts'
import { peakOutlook } from '../../forecast/load/peak-outlook.ts'
import { sameLoad } from '../../forecast/load/same-load.ts'
import { summarizeLoad } from '../../incidents/summarize-load.ts'
import type { LoadAnalysis, PeakAnalysis, SameLoadAnalysis } from '../../model/load-analysis.ts'
import type { Series } from '../../model/series.ts'
import { readLoadWish } from '../load/load-wish.ts'
import { sentSeries } from '../load/only-series.ts'

export interface LoadTask {
  readonly load: Series
  readonly latency: Series
  readonly latencyLimit: number | undefined
  readonly since: number | undefined
  readonly horizon: number
  readonly warnings: readonly string[]
  readonly now: number
}

/**
 * How latency depends on load, what that means for the loads to come, and whether it has become
 * worse at the same load. With `since`, the curve is that of what came after.
 */
export function analyzeLoadSeries(task: LoadTask): LoadAnalysis {
  const { load, latency, latencyLimit, since, warnings, now } = task
  const pairs = pairOf(load, latency)
  const recent = since === undefined ? pairs : pairsBetween(pairs, since, Infinity)
  const found = latencyAgainstLoad(recent, { latencyLimit })
  const curve = typeof found === 'string' ? undefined : found
  const analysis = {
    timestamp: new Date(now * 1000).toISOString(),
    pair_count: pairs.load.length,
    verdict: typeof found === 'string' ? found : ('ok' as const),
    base_latency: curve?.curve.base ?? null,
    capacity: curve?.capacity ?? null,
    knee: curve?.knee ?? null,
    safe_load: curve?.safeLoad ?? null,
    highest_load: curve?.highestLoad ?? null,
    peak: curve ? peakOf(curve, task) : null,
    same_load: since === undefined ? null : sameLoadOf(pairs, since),
  }
  return {
    ...analysis,
    summary: summarizeLoad(analysis, { latencyLimit, now }),
    warnings: [...warnings, ...warningsOf(found, task, pairs)],
  }
}

/** The same for a large body, all of whose series were sent. */
export function analyzeLoadBody({ body, now }: { body: Uint8Array; now: number }): LoadAnalysis {
  const { load, latency, ...wish } = readLoadWish(body)
  const read = (wished: typeof load, place: string) => {
    if (wished.query === undefined) return sentSeries(wished.series, `${place}.series`)
    throw errors.inputInvalid('a body that large may only hold series', [
      { place: `${place}.query`, message: 'ask for both, or send both' },
    ])
  }
  const { latencyLimit, since, horizon } = wish
  return analyzeLoadSeries({
    load: read(load, 'load'),
    latency: read(latency, 'latency'),
    latencyLimit,
    since,
    horizon,
    warnings: [],
    now,
  })
}

function peakOf(curve: LoadCurve, { load, horizon }: LoadTask): PeakAnalysis | null {
  const outlook = peakOutlook({ load, safe: curve.draws, horizonSeconds: horizon })
  if (!outlook) return null
  const { period, growth, peak, horizonSeconds, probability, breach_seconds } = outlook
  const safe = curve.safeLoad ?? curve.capacity
  return {
    period_seconds: period,
    growth,
    horizon_seconds: horizonSeconds,
    peak_load: peak,
    headroom: safe.value / peak - 1,
    probability,
    breach_seconds,
  }
}

function sameLoadOf(pairs: Paired, since: number): SameLoadAnalysis {
  const before = pairsBetween(pairs, -Infinity, since)
  const after = pairsBetween(pairs, since, Infinity)
  const { verdict, ratio, plainRatio, matched, pValue } = sameLoad(before, after)
  return {
    since,
    verdict,
    ratio: ratio ?? null,
    plain_ratio: Number.isFinite(plainRatio) ? plainRatio : null,
    matched_share: matched,
    p_value: pValue,
  }
}

/** A curve this many times beyond what was seen is the form's word, not the data's. */
const FAR_BEYOND = 1.5

function warningsOf(
  found: LoadCurve | LoadRefusal,
  { load, latency, horizon }: LoadTask,
  pairs: Paired,
): string[] {
  const warnings: string[] = []
  if (load.values.length > 0 && latency.values.length > 0 && pairs.load.length === 0)
    warnings.push('load and latency have no time in common: use the same start and step for both')
  if (typeof found === 'string') return warnings
  const { capacity, highestLoad } = found
  if (capacity.value > FAR_BEYOND * highestLoad)
    warnings.push('the capacity lies far beyond the loads that were seen: it is extrapolated')
  const span = (load.timestamps.at(-1) ?? 0) - (load.timestamps[0] ?? 0)
  if (span < horizon) warnings.push('nobody can look further ahead than the load goes back')
  return warnings
}
