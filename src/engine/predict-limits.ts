import type { Prediction } from '../model/prediction.ts'
import type { Telemetry } from '../telemetry.ts'
import { revisePrediction } from './foresight.ts'
import type { PredictionAnswer, PredictionQuestion } from './jobs/prediction-job.ts'
import type { Situation } from './situation.ts'
import type { Watch } from './watch.ts'
import type { WorkerPool } from './worker-pool.ts'

export interface PredictOn {
  readonly watch: Watch
  readonly pool: Pick<WorkerPool, 'run'>
  readonly telemetry: Pick<Telemetry, 'predictions'>
  readonly situation: Situation
}

/** Signals forecast in one go to a worker: bounds how long it is busy, and the copy that it gets. */
const BATCH = 50

/** Looks ahead for every signal that has a limit; answers the predictions that are new or changed. */
export async function predictLimits(
  on: PredictOn,
  horizonSeconds: number,
  now: number,
): Promise<Prediction[]> {
  const questions = questionsOf(on.watch)
  const changed: Prediction[] = []
  for (let i = 0; i < questions.length; i += BATCH) {
    const batch = questions.slice(i, i + BATCH)
    const answers = await on.pool.run<PredictionAnswer[]>('predict', {
      questions: batch,
      horizonSeconds,
    })
    answers.forEach((answer, k) => {
      const prediction = revise(on, { answer, question: batch[k]!, horizonSeconds, now })
      if (prediction) changed.push(prediction)
    })
  }
  for (const prediction of changed) on.situation.keepPrediction(prediction)
  return changed
}

function questionsOf({ table, recent }: Watch): PredictionQuestion[] {
  return table.signals.flatMap(({ limit, unit }, slot) => {
    const samples = limit && table.isLive(slot) ? recent.read(slot) : undefined
    return limit && samples ? [{ slot, ...samples, limit, unit }] : []
  })
}

function revise(
  { watch, telemetry, situation }: PredictOn,
  outlook: {
    answer: PredictionAnswer
    question: PredictionQuestion
    horizonSeconds: number
    now: number
  },
): Prediction | undefined {
  const { answer, question, horizonSeconds, now } = outlook
  const { crossing, slot } = answer
  if (!crossing) {
    telemetry.predictions.inc({ model_type: 'none', result: 'insufficient_data' })
    return undefined
  }
  const signal = watch.table.signals[slot]!
  const value = question.values.findLast(Number.isFinite) ?? NaN
  const known = situation.predictions.get(signal.id)
  const prediction = revisePrediction(known, { signal, value, crossing, horizonSeconds, now })
  const result = crossing.probability >= 0.5 ? 'breach' : 'no_breach'
  telemetry.predictions.inc({ model_type: crossing.model, result })
  return prediction
}
