import { errors } from '../../errors.ts'
import type { MetricsSource } from '../../sources/source.ts'
import { beginWatch } from '../begin-watch.ts'
import { AlertBudget } from '../budget/alert-budget.ts'
import type { EngineOptions } from '../options.ts'
import { isMutedByOverride } from '../overrides/muted-by-override.ts'
import { Rulebook } from '../overrides/rulebook.ts'
import { Passage } from '../passage.ts'
import { readOn } from '../read-on.ts'
import { Situation } from '../situation.ts'
import { Tally, type BacktestDay, type BacktestPage } from './tally.ts'
import type { Watch } from '../watch.ts'
import type { WorkerPool } from '../worker-pool.ts'

/** What would have been found and told; times in unix seconds. */
export interface Backtest {
  readonly since: number
  readonly until: number
  /** History was learned from since then; what was odd before `since` is not listed. */
  readonly learned_from: number
  readonly step_seconds: number
  readonly signals: number
  readonly samples: number
  readonly days: readonly BacktestDay[]
  readonly pages: readonly BacktestPage[]
  /** Queries of which some history could not be read, and why. */
  readonly failed: readonly { readonly query: string; readonly reason: string }[]
  readonly alert_budget: {
    readonly pages_per_week: number
    /** False pages that the bars in force at the end let expect. */
    readonly expected_per_week: number | null
    /** Pages over the time that was asked for. */
    readonly realised_per_week: number
  }
}

export interface BacktestOn {
  readonly source: MetricsSource
  readonly pool: WorkerPool
  readonly options: EngineOptions
  /** Called as history is read, with the share of it (0…1). */
  readonly onProgress: (share: number) => void
}

/** Where nothing before was kept, so much of history only teaches. */
const LEAST_LEARNING_SECONDS = 86_400
const WEEK_SECONDS = 604_800

/**
 * Replays history as if RootOps had been there: the same choice of signals, the same judges, groups
 * and bars, each moment with only what came before it. Nothing is stored. Mutes are not applied.
 */
export async function backtest(
  on: BacktestOn,
  { since, until }: { since: number; until: number },
): Promise<Backtest> {
  const { source, pool, options } = on
  const rulebook = new Rulebook(options.watch.rules, until)
  const begun = await beginWatch(
    {
      source,
      pool,
      options,
      rulebook,
      watchOptions: options.watch,
      store: NOTHING_STORED,
      learnUntil: since,
    },
    until,
  )
  const { watch, from } = begun
  const shown = Math.min(until, Math.max(since, from + LEAST_LEARNING_SECONDS))
  const replayed = await replay({ ...on, rulebook }, { watch, from, since: shown, until })
  return { ...replayed, learned_from: from, step_seconds: watch.step }
}

const NOTHING_STORED = {
  listSignals: () => Promise.resolve({ items: [], next: null }),
  loadStates: () => Promise.resolve([]),
}

export interface ReplayOn extends Pick<BacktestOn, 'options' | 'onProgress'> {
  readonly rulebook: Rulebook
}

export interface Span {
  readonly watch: Watch
  /** Unix seconds: from when to learn, from when to tell, and to when. */
  readonly from: number
  readonly since: number
  readonly until: number
}

/** The same over a watch that has begun. */
export async function replay(
  { options, onProgress, rulebook }: ReplayOn,
  { watch, from, since, until }: Span,
): Promise<Omit<Backtest, 'learned_from' | 'step_seconds'>> {
  const { offset } = options
  const situation = new Situation()
  const budget = new AlertBudget(options.watch.alertBudget)
  const passage = new Passage({
    situation,
    budget,
    offset,
    isMutedByOverride: (finding) =>
      isMutedByOverride(finding, rulebook, situation.incidents.values()),
  })
  const tally = new Tally(since)
  const last = Math.floor(until / watch.step) * watch.step
  const span = { until: last, from, offset, now: last + offset }
  for await (const stretch of readOn({
    watch,
    passage,
    ...span,
    isFollowed: (one) => watch.follows(one),
  })) {
    tally.add(stretch, watch.table.live.length)
    onProgress((stretch.advance.judgedUntil - from) / Math.max(1, last - from))
  }
  const failed = failuresOf(watch)
  const pages = tally.pages()
  const { budget: pagesPerWeek, expected } = budget.figures
  return {
    since,
    until,
    signals: watch.table.live.length,
    samples: tally.samples,
    days: tally.days(until),
    pages,
    failed,
    alert_budget: {
      pages_per_week: pagesPerWeek,
      expected_per_week: expected,
      realised_per_week: (pages.length * WEEK_SECONDS) / Math.max(1, until - since),
    },
  }
}

/** Throws SOURCE_UNAVAILABLE when nothing at all could be read to the end. */
function failuresOf({ queries }: Watch): Backtest['failed'] {
  const failed = queries.flatMap(({ query, failure }) =>
    failure === undefined ? [] : [{ query: query.title, reason: failure }],
  )
  if (failed.length > 0 && failed.length === queries.length)
    throw errors.sourceUnavailable(`history cannot be read: ${failed[0]!.reason}`)
  return failed
}
