import { createRandom } from '../math/random.ts'
import type { Labels, Series } from '../model/series.ts'
import type { Query } from '../model/signal.ts'
import type { MetricsSource, Range } from '../sources/source.ts'
import { judgeFrame } from './jobs/judge-job.ts'
import type { JudgeTask } from './judged.ts'
import { Watch, type Noticed } from './watch.ts'

export const STEP = 60
/** A Monday, 00:00 UTC. */
export const BEGIN = 1_700_438_400

export const latency: Query = {
  id: 'latency',
  expr: 'request_latency_seconds',
  metric: 'request_latency_seconds',
  title: 'latency',
  role: 'duration',
  unit: 'seconds',
  bad: 'up',
  entityLabels: ['job'],
}

/** One series of the world: its labels, and its value at a time; NaN where it is not there. */
export interface Actor {
  readonly labels: Labels
  readonly valueAt: (timestamp: number) => number
}

/** Noise that depends on name and time alone, so that every reading of the world is the same. */
export function noiseOf(name: string, timestamp: number): number {
  let seed = 0
  for (const character of name) seed = Math.imul(seed, 31) + character.codePointAt(0)!
  const random = createRandom((seed ^ Math.imul(timestamp / STEP, 0x9e37_79b1)) >>> 0)
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}

export type World = Pick<MetricsSource, 'queryRange' | 'query' | 'targets'>

/**
 * A source that answers every range query with the actors that are there, and an instant one with
 * `up`: an actor is a target, and is there as long as it has values.
 */
export function sourceOf(actors: () => readonly Actor[]): World {
  const answer = async (_expr: string, { start, end, step }: Range) => ({
    series: actors().flatMap((actor) => seriesOf(actor, { start, end, step })),
    warnings: [],
  })
  return {
    queryRange: answer,
    query: async (expr, time) => {
      const { series } = await answer(expr, { start: time, end: time, step: STEP })
      return { series: series.map((one) => ({ ...one, values: Float64Array.of(1) })), warnings: [] }
    },
    targets: async () => [],
  }
}

function seriesOf({ labels, valueAt }: Actor, { start, end, step }: Range): Series[] {
  const times: number[] = []
  for (let time = start; time <= end; time += step)
    if (!Number.isNaN(valueAt(time))) times.push(time)
  if (times.length === 0) return []
  return [
    { labels, timestamps: Float64Array.from(times), values: Float64Array.from(times, valueAt) },
  ]
}

/** A watch on one query that judges in this thread. */
export function watchOn(source: World, query = latency): Watch {
  const watch = new Watch({
    source: source as MetricsSource,
    pool: { run: async <T>(_: string, task: unknown) => judgeFrame(task as JudgeTask) as T },
    step: STEP,
    window: 2 * STEP,
    scrapeInterval: undefined,
    capacity: 50,
  })
  watch.watch({ queries: [query], estimatedSignals: 10 }, () => true)
  return watch
}

/** Reads up to `until`; `rows` at a time when told, else as much as the watch likes to. */
export async function readUntil(
  watch: Watch,
  until: number,
  { from = BEGIN, rows = Infinity }: { from?: number; rows?: number } = {},
): Promise<Noticed[]> {
  const noticed: Noticed[] = []
  for (;;) {
    const judged = watch.queries[0]!.judgedUntil ?? from - STEP
    const target = Math.min(until, judged + rows * STEP)
    if (judged >= until) return noticed
    noticed.push(...(await watch.advance(target, from)).noticed)
  }
}
