import type { SpanComparison } from '../../detect/traces/compare/comparison.ts'
import type { CompareTask } from '../jobs/compare-job.ts'
import type { WorkerPool } from '../worker-pool.ts'
import type { KeptSpans } from './recent-spans.ts'

/** A body that could ask for received spans has no list of rows, so it is short. */
const SHORT_BODY = 64 * 1024

/** Compares two sides in a worker; received spans go along only where they may be asked for. */
export function compareAsked(
  pool: Pick<WorkerPool, 'run'>,
  body: Uint8Array,
  kept: (since: number) => KeptSpans | undefined,
): Promise<SpanComparison> {
  const task: CompareTask = {
    body,
    kept: body.length <= SHORT_BODY ? kept(-Infinity) : undefined,
  }
  return pool.run<SpanComparison>('compare', task)
}
