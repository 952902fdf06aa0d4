import { select, type Matcher } from '../../discover/promql.ts'
import { selectedMetrics } from '../../discover/selected-metrics.ts'
import { RootOpsError } from '../../errors.ts'
import type { SilenceReason } from '../../model/finding.ts'
import type { Labels } from '../../model/series.ts'
import type { Query, Signal } from '../../model/signal.ts'
import type { MetricsSource } from '../../sources/source.ts'
import { renamedTo } from './renamed.ts'
import { isPlanned, targetsIn, targetsOf, type Target } from './targets.ts'

export type SilenceSource = Pick<MetricsSource, 'query' | 'targets' | 'rules'>

export interface Silence {
  readonly signal: Signal
  readonly query: Query
  /** Unix seconds of the first row that was missing, and of the one by which it was noticed. */
  readonly start: number
  readonly at: number
}

/** `planned`: nothing to tell. `undefined`: the source cannot tell. */
export type Explanation = SilenceReason | 'planned' | undefined

/** Different questions about one batch of silences: what fails together is asked about once. */
const MAX_QUESTIONS = 20
/** Series of one metric that are compared; of more it is not told what was renamed. */
const MAX_SERIES = 200
const MAX_TARGETS_TOLD = 3
const MAX_ERROR_LENGTH = 200

/**
 * Asks the source why signals fell silent. Only fixed endpoints and queries made of the signals' own
 * labels; a source that cannot answer leaves silences without a reason.
 */
export class SilenceReasons {
  readonly #source: SilenceSource
  /** Seconds for which a rate lives on after its last sample. */
  readonly #window: number
  #asked = new Map<string, Promise<unknown>>()

  constructor(source: SilenceSource, { window }: { window: number }) {
    this.#source = source
    this.#window = window
  }

  /** One explanation for each of the silences. */
  async explain(silences: readonly Silence[]): Promise<Explanation[]> {
    this.#asked = new Map()
    const explained: Explanation[] = []
    for (const silence of silences) explained.push(await this.#explainOne(silence))
    this.#asked.clear()
    return explained
  }

  async #explainOne(silence: Silence): Promise<Explanation> {
    try {
      return (await this.#byTargets(silence)) ?? (await this.#byRule(silence))
    } catch (error) {
      if (error instanceof RootOpsError || error instanceof TooMany) return undefined
      throw error
    }
  }

  async #byTargets({ signal, query, start, at }: Silence): Promise<Explanation> {
    const before = await this.#targetsAt(signal, start - 2 * this.#window)
    const now = await this.#targetsAt(signal, at)
    const were = targetsOf(signal.labels, before)
    const are = targetsOf(signal.labels, now)
    if (were.length === 0) return undefined
    if (are.length === 0)
      return isPlanned(were, { before, now })
        ? 'planned'
        : { kind: 'target_gone', targets: namesOf(were) }
    if (are.every(({ isUp }) => !isUp)) {
      const error = await this.#errorOf(are)
      return { kind: 'target_down', targets: namesOf(are), ...(error && { error }) }
    }
    if (isRecorded(signal)) return undefined
    const renamed = await this.#renamed({ signal, query, start, at }, are[0]!)
    return {
      kind: 'series_gone',
      targets: namesOf(are),
      ...(renamed && { appeared: renamed.appeared, instead_of: renamed.insteadOf }),
    }
  }

  async #byRule({ signal }: Silence): Promise<SilenceReason | undefined> {
    if (!isRecorded(signal) || !this.#source.rules) return undefined
    const rules = await this.#once('rules', () => this.#source.rules!())
    // Recorded elsewhere, as where nothing is evaluated here at all.
    if (rules.length === 0) return undefined
    const own = rules.filter(({ name }) => name === signal.metric)
    if (own.length === 0) return { kind: 'rule_gone' }
    const failing = own.find(({ healthy }) => !healthy)
    if (failing) return { kind: 'rule_failing', error: clip(failing.lastError) }
    return { kind: 'rule_empty' }
  }

  /** What `up` says of the signal's job, of all jobs where the signal names none. */
  async #targetsAt({ labels: { job } }: Signal, time: number): Promise<Target[]> {
    const up = select('up', job ? [['job', '=', job]] : [])
    // A job that was taken out of the configuration leaves no mark: its last sample lives on for
    // minutes, longer than a rate does, as if its targets were still up.
    const expr = `${up} and (time() - timestamp(${up}) <= ${this.#window})`
    const { series } = await this.#query(expr, time).catch((error: unknown) => {
      if (error instanceof RootOpsError && error.code === 'SOURCE_REFUSED')
        return this.#query(up, time)
      throw error
    })
    return targetsIn(series)
  }

  async #errorOf(targets: readonly Target[]): Promise<string | undefined> {
    const known = await this.#once('targets', () => this.#source.targets()).catch(() => [])
    const { job, instance } = targets[0]!.labels
    const one = known.find(({ labels }) => labels['job'] === job && labels['instance'] === instance)
    return one?.lastError ? clip(one.lastError) : undefined
  }

  async #renamed({ signal, query, start, at }: Silence, { labels }: Target) {
    const [metric] = selectedMetrics(query.expr)
    if (metric === undefined) return undefined
    const shared = Object.entries(labels).filter(([name, value]) => signal.labels[name] === value)
    const matchers = shared.map(([name, value]): Matcher => [name, '=', value])
    const expr = `topk(${MAX_SERIES}, ${select(metric, matchers)})`
    const before = await this.#labelSetsAt(expr, start - 2 * this.#window)
    const now = await this.#labelSetsAt(expr, at)
    if (Math.max(before.length, now.length) >= MAX_SERIES) return undefined
    return renamedTo(signal.labels, { before, now })
  }

  async #labelSetsAt(expr: string, time: number): Promise<Labels[]> {
    return (await this.#query(expr, time)).series.map(({ labels }) => labels)
  }

  #query(expr: string, time: number) {
    return this.#once(`${time} ${expr}`, () => this.#source.query(expr, time))
  }

  /** The answer to a question that was asked in this batch already; rejects beyond the bound. */
  #once<T>(key: string, ask: () => Promise<T>): Promise<T> {
    const known = this.#asked.get(key)
    if (known) return known as Promise<T>
    if (this.#asked.size >= MAX_QUESTIONS) return Promise.reject(new TooMany())
    const answer = ask()
    this.#asked.set(key, answer)
    return answer
  }
}

class TooMany extends Error {}

function isRecorded({ metric }: Signal): boolean {
  return metric.includes(':')
}

function namesOf(targets: readonly Target[]): string[] {
  const names = targets.map(({ labels }) => labels['instance'] ?? labels['job'] ?? '')
  return [...new Set(names)].sort().slice(0, MAX_TARGETS_TOLD)
}

function clip(text: string): string {
  return text.length > MAX_ERROR_LENGTH ? `${text.slice(0, MAX_ERROR_LENGTH)}…` : text
}
