import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

import type { FreshCost, JobName } from './fresh.ts'
import { middle } from './suite.ts'

const FRESH = fileURLToPath(new URL('./fresh.ts', import.meta.url))
const ROUNDS = 3
const run = promisify(execFile)

/**
 * Two jobs on the same bytes, each in processes of its own: neither pays for the other's garbage,
 * nor profits from what the other has warmed. They take turns; the medians of three rounds.
 */
export async function compareFresh(
  body: Uint8Array,
  ours: JobName,
  other: JobName,
): Promise<[FreshCost, FreshCost]> {
  const folder = mkdtempSync(join(tmpdir(), 'rootops-bench-'))
  const file = join(folder, 'body')
  writeFileSync(file, body)
  const costs: Record<string, FreshCost[]> = { [ours]: [], [other]: [] }
  for (let i = 0; i < ROUNDS; i++)
    for (const job of [ours, other]) {
      const { stdout } = await run(process.execPath, [FRESH, job, file])
      costs[job]!.push(JSON.parse(stdout) as FreshCost)
    }
  rmSync(folder, { recursive: true })
  return [medians(costs[ours]!), medians(costs[other]!)]
}

function medians(costs: readonly FreshCost[]): FreshCost {
  const of = (key: keyof FreshCost) => middle(costs.map((cost) => cost[key]))
  return { cold: of('cold'), warm: of('warm'), memory: of('memory') }
}
