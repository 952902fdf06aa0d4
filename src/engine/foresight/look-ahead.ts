import type { Samples } from '../../forecast/ledger/relief.ts'
import type { Signal } from '../../model/signal.ts'
import { LAST, LAST_LENGTH } from '../judged.ts'
import type { PredictionAnswer, PredictionQuestion } from '../jobs/prediction-job.ts'
import type { Watch } from '../watch.ts'
import type { WorkerPool } from '../worker-pool.ts'
import type { Outlook } from './outlook.ts'
import type { Turns } from './turns.ts'

/** Signals forecast in one go to a worker: bounds how long it is busy, and the copies in memory. */
const BATCH = 50
/** What had no sample for longer is not there: what it did last says nothing of what comes. */
const FRESH_SECONDS = 300
const FRESH_ROWS = 3

/** One row in thirty is as odd as this by chance: who wants to fill up begins by being odd. */
const ODD = 1.5

export interface LookAhead {
  readonly watch: Pick<Watch, 'table' | 'recent' | 'step' | 'last'>
  readonly pool: Pick<WorkerPool, 'run'>
  readonly horizonSeconds: number
  /** Unix seconds up to which everything has been judged. */
  readonly now: number
}

/** A signal with a limit and its samples; no outlook where they are too few, too old or too odd. */
export interface Looked {
  readonly signal: Signal
  readonly samples: Samples
  readonly outlook: Outlook | undefined
}

/** Looks ahead for the signals that have a limit and whose turn it is, some at a time. */
export async function* lookAhead(
  on: LookAhead,
  turns: Turns,
  isOpen: (signal: string) => boolean,
): AsyncGenerator<Looked[]> {
  const { table, last } = on.watch
  const limited = [...table.signals.keys()].filter(
    (slot) => table.signals[slot]!.limit && table.isLive(slot),
  )
  const waiting = limited.map((slot) => {
    const signal = table.signals[slot]!.id
    const isOdd = last[slot * LAST_LENGTH + LAST.score]! >= ODD
    return { slot, signal, urgent: isOdd || isOpen(signal) }
  })
  const chosen = turns.choose(waiting, on.now).map(({ slot }) => slot)
  for (let i = 0; i < chosen.length; i += BATCH) {
    const looked = await lookAt(on, chosen.slice(i, i + BATCH))
    for (const { signal, outlook } of looked)
      turns.note(signal.id, outlook?.crossing.probability ?? 0)
    yield looked
  }
}

async function lookAt(on: LookAhead, slots: readonly number[]): Promise<Looked[]> {
  const { table, recent } = on.watch
  const read = slots.flatMap((slot) => {
    const samples = recent.read(slot)
    return samples ? [{ slot, signal: table.signals[slot]!, samples }] : []
  })
  const questions = read
    .filter(({ samples }) => isFresh(samples, on))
    .map(({ slot, signal: { limit, unit }, samples }): PredictionQuestion => {
      return { slot, ...samples, limit: limit!, unit }
    })
  const { horizonSeconds } = on
  const answers =
    questions.length > 0
      ? await on.pool.run<PredictionAnswer[]>('predict', { questions, horizonSeconds })
      : []
  const crossings = new Map(answers.map(({ slot, crossing }) => [slot, crossing]))
  return read.map(({ slot, signal, samples }) => {
    const crossing = crossings.get(slot)
    if (!crossing) return { signal, samples, outlook: undefined }
    const newest = samples.values.findLastIndex(Number.isFinite)
    const value = samples.values[newest]!
    const now = samples.timestamps[newest]!
    return { signal, samples, outlook: { signal, value, crossing, horizonSeconds, now, samples } }
  })
}

function isFresh({ timestamps, values }: Samples, { watch, now }: LookAhead): boolean {
  const newest = values.findLastIndex(Number.isFinite)
  const oldest = now - Math.max(FRESH_SECONDS, FRESH_ROWS * watch.step)
  return newest >= 0 && timestamps[newest]! >= oldest
}
