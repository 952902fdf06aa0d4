import type { EngineStatus } from '../../src/engine/engine.ts'

/** Why an empty list does not mean that all is well; undefined when it does. */
export function nothingYet(status: EngineStatus | undefined): string | undefined {
  if (!status || status.cycle.count === 0) return 'Nothing has been judged yet.'
  const { watched, learning } = status.signals
  if (watched === 0) return 'No signals are watched, so nothing can be found.'
  if (learning === watched) return 'Every signal is still learning; verdicts are held back.'
  return undefined
}
