import { SingleBar } from 'cli-progress'

import type { Io } from './io.ts'

export interface Progress {
  /** In the unit of the total; parts of one will do. */
  advance(by: number): void
  end(): void
}

/** A bar on stderr when somebody looks at it, and nothing in a pipe. */
export function createProgress(io: Io, total: number, what: string): Progress {
  if (!io.stderr.isTTY) return { advance: () => {}, end: () => {} }
  const bar = new SingleBar({
    format: `${what} {bar} {percentage}% {eta_formatted}`,
    stream: io.stderr,
    hideCursor: true,
    clearOnComplete: true,
  })
  bar.start(total, 0)
  return { advance: (by) => bar.increment(by), end: () => bar.stop() }
}
