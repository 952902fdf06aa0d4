import { narrowTo } from '../discover/narrow.ts'
import type { JudgedColumns } from '../model/metric-analysis.ts'
import { createSeries, type Series } from '../model/series.ts'
import { alignToGrid, onGrid } from '../sources/prometheus/grid.ts'
import type { MetricsSource } from '../sources/source.ts'
import { labelsKey } from './signal-table.ts'
import type { Watch } from './watch.ts'
import type { WorkerPool } from './worker-pool.ts'

/** History before the chart that the detector learns from. */
const LEARN_SECONDS = 7 * 86_400
/** Samples of one chart, learning included: bounds the time and what it costs Prometheus. */
const MAX_SAMPLES = 60_000

/**
 * A signal over a range, as the detector would have judged it. Samples are not kept here, so the
 * source is asked for this one series again. Undefined for a signal that nobody watches.
 */
export async function chartOf(
  on: {
    source: MetricsSource | undefined
    pool: Pick<WorkerPool, 'run'>
    watch: Watch | undefined
  },
  signalId: string,
  { start, end }: { start: number; end: number },
): Promise<JudgedColumns | undefined> {
  const { source, pool, watch } = on
  const slot = watch?.table.slotOf(signalId)
  if (!source || !watch || slot === undefined) return undefined
  const { step } = watch
  const from = Math.max(start - LEARN_SECONDS, end - MAX_SAMPLES * step)
  const range = onGrid({ start: from, end, step })
  const series = await fetchOne(source, watch, slot, range)
  const profile = watch.profileOf(slot)
  return pool.run<JudgedColumns>('chart', { series, profile, from: start })
}

async function fetchOne(
  source: MetricsSource,
  watch: Watch,
  slot: number,
  range: { start: number; end: number; step: number },
): Promise<Series> {
  const { labels, queryId } = watch.table.signals[slot]!
  const { expr } = watch.queries.find(({ query }) => query.id === queryId)!.query
  const ask = (text: string) =>
    source.queryRange(text.replaceAll('$__window', `${watch.window}s`), range)
  const narrow = await ask(narrowTo(expr, labels))
  const found = ofLabels(narrow.series, labels) ?? ofLabels((await ask(expr)).series, labels)
  const length = Math.floor((range.end - range.start) / range.step) + 1
  const grid = Float64Array.from({ length }, (_, i) => range.start + i * range.step)
  const values = found ? alignToGrid(found, range) : new Float64Array(length).fill(NaN)
  return createSeries(labels, grid, values)
}

function ofLabels(series: readonly Series[], labels: Series['labels']): Series | undefined {
  const wanted = labelsKey(labels)
  return series.find(({ labels: { __name__, ...own } }) => labelsKey(own) === wanted)
}
