import { growOlder, learnBaseline, predict, startBaseline } from './baseline/baseline.ts'
import { takeWarmUpRows } from './baseline/scale.ts'
import type { Prediction } from './baseline/slots.ts'
import type { Frame } from './frame.ts'
import { PLACES } from './layout.ts'
import type { YoungMemory } from './memory.ts'
import { hearHeads, teachAgreement, teachTails, type Opinion } from './panel.ts'

const ANY = { bad: 'both', role: 'level' } as const

/**
 * Starts the model from the warm-up rows, which have passed without a verdict. `times` is how often
 * each of them was seen: more than once only for a signal that was constant for longer.
 */
export function startModel(
  memory: YoungMemory,
  frame: Frame,
  { prediction, opinion, times }: { prediction: Prediction; opinion: Opinion; times: number },
): void {
  const rows = takeWarmUpRows(memory, PLACES.scale)
  startBaseline(memory, PLACES, rows.toSorted())
  growOlder(memory, PLACES, (times - 1) * rows.length)
  for (let i = 0; i < rows.length; i++) {
    frame.y = rows[i]!
    frame.run = i + 1
    // Their time of day is not kept, so they teach the season nothing.
    predict(memory, PLACES, frame, { prediction, timestamp: NaN, step: 0 })
    hearHeads(memory, frame, ANY, opinion)
    teachTails(memory, times)
    teachAgreement(memory, opinion, times)
    learnBaseline(memory, PLACES, frame, { prediction, timestamp: NaN, step: 0, weight: 1 })
  }
}
