import type { Crossing } from '../../forecast/crossing/question.ts'
import { predictCrossing } from '../../forecast/crossing/predict-crossing.ts'
import type { Limit, Unit } from '../../model/signal.ts'

export interface PredictionQuestion {
  readonly slot: number
  readonly timestamps: Float64Array
  readonly values: Float64Array
  readonly limit: Limit
  readonly unit: Unit
}

export interface PredictionTask {
  readonly questions: readonly PredictionQuestion[]
  readonly horizonSeconds: number
}

export interface PredictionAnswer {
  readonly slot: number
  /** Undefined where there is too little data. */
  readonly crossing: Crossing | undefined
}

/** Which of these signals will reach their limits within the horizon, and when. */
export function predictCrossings({
  questions,
  horizonSeconds,
}: PredictionTask): PredictionAnswer[] {
  return questions.map(({ slot, timestamps, values, limit, unit }) => {
    const { value: threshold, direction } = limit
    const bounds = unit === 'ratio' ? { min: 0, max: 1 } : { min: 0 }
    const question = { threshold, direction, horizonSeconds, bounds }
    return { slot, crossing: predictCrossing({ labels: {}, timestamps, values }, question) }
  })
}
