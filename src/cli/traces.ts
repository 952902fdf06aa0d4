import { Command } from 'commander'

import { analyzeTraceBody } from '../engine/jobs/trace-job.ts'
import { readInput } from './input.ts'
import type { Io } from './io.ts'

/** `rootops traces FILE`: what POST /api/v1/analyze/traces would answer. */
export function tracesCommand(io: Io): Command {
  return new Command('traces')
    .description('analyse a file of trace rows or spans as the API would')
    .argument('<file>', 'JSON {"traces": […]}; - is standard input')
    .action(async (file: string) => {
      const answer = analyzeTraceBody({ body: await readInput(file, io), now: io.now() })
      io.stdout.write(`${JSON.stringify(answer, null, 2)}\n`)
    })
}
