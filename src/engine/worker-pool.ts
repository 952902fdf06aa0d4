import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { Piscina } from 'piscina'

import { errors, RootOpsError, type Fault } from '../errors.ts'

/** How an error crosses a thread: structured cloning keeps only message and name of an Error. */
export interface FailedJob {
  readonly failed: {
    readonly code: string
    readonly message: string
    readonly statusCode: number
    readonly faults: readonly Fault[]
  }
}

export interface WorkerPool {
  /** Runs the named job of `jobs.ts` in a worker thread. `transfer`red buffers are gone here. */
  run<T>(name: string, task: unknown, transfer?: readonly ArrayBuffer[]): Promise<T>
  readonly queueDepth: number
  close(): Promise<void>
}

/** Jobs that wait; one more is refused with OVERLOADED. Bounds the memory that waiting bodies hold. */
const MAX_QUEUE = 64

/** Worker threads for what takes longer than a few milliseconds; they start when first needed. */
export function createWorkerPool(): WorkerPool {
  let opening: Promise<Piscina> | undefined
  let pool: Piscina | undefined
  return {
    async run<T>(name: string, task: unknown, transfer: readonly ArrayBuffer[] = []): Promise<T> {
      opening ??= openPool()
      pool = await opening
      if (pool.queueSize >= MAX_QUEUE) throw errors.overloaded('too many analyses are waiting')
      const result: T | FailedJob = await pool.run(task, { name, transferList: [...transfer] })
      if (isFailed(result)) throw revive(result)
      return result
    },
    get queueDepth() {
      return pool?.queueSize ?? 0
    },
    async close() {
      await (await opening)?.close({ force: true })
    },
  }
}

/** Loads the library that keeps the threads when the first job comes. */
async function openPool(): Promise<Piscina> {
  const { Piscina } = await import('piscina')
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js'
  return new Piscina({
    filename: fileURLToPath(new URL(`./jobs.${extension}`, import.meta.url)),
    minThreads: 0,
    // One core stays with the event loop, which has to answer meanwhile.
    maxThreads: Math.max(1, Math.min(8, availableParallelism() - 1)),
    maxQueue: MAX_QUEUE,
    idleTimeout: 60_000,
    // Fairness to the event loop where there is one core only; ignored where not permitted.
    niceIncrement: 0,
  })
}

function isFailed(result: unknown): result is FailedJob {
  return typeof result === 'object' && result !== null && 'failed' in result
}

function revive({ failed }: FailedJob): RootOpsError {
  const { code, message, statusCode, faults } = failed
  return new RootOpsError(code, message, { statusCode, faults })
}
