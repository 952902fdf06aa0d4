import { Command, InvalidArgumentError } from 'commander'

import { findCauses, type CauseTask } from '../engine/causes/cause-job.ts'
import type { Ranking } from '../incidents/ranking/rank-causes.ts'
import { readEdges, readRecordings, readSignals } from './cause-files.ts'
import type { Io } from './io.ts'
import { timestampOf } from '../sources/files/timestamp.ts'

interface Options {
  readonly at: number
  readonly metrics?: string[]
  readonly traces?: string[]
  readonly logs?: string[]
  readonly graph?: string
  readonly historyMetrics?: string[]
  readonly historyTraces?: string[]
  readonly historyLogs?: string[]
  readonly target?: CauseTask['target']
}

/** `rootops causes`: the likely causes of an incident from what was recorded of it. */
export function causesCommand(io: Io): Command {
  return new Command('causes')
    .description('rank the likely causes of an incident from recorded metrics, traces and logs')
    .requiredOption('--at <time>', 'when it was noticed: unix seconds or RFC 3339', time)
    .option('--metrics <file...>', 'wide CSV with columns service|indicator; - is standard input')
    .option('--traces <file...>', 'spans as CSV, or rows as POST /api/v1/analyze/traces takes them')
    .option('--logs <file...>', 'CSV timestamp,service,message')
    .option('--graph <file>', 'JSON {"edges": [["caller", "callee"], …]}')
    .option('--history-metrics <file...>', 'the same metrics at other times: what is normal')
    .option('--history-traces <file...>', 'spans of other times')
    .option('--history-logs <file...>', 'lines of other times')
    .option('--target <service|indicator>', 'the metric that was seen to be bad', target)
    .action(async (options: Options) => {
      const ranking = findCauses(await readTask(options, io))
      io.stdout.write(`${JSON.stringify(answerOf(ranking), null, 2)}\n`)
    })
}

async function readTask(options: Options, io: Io): Promise<CauseTask> {
  const own = await readRecordings(options.traces ?? [], options.logs ?? [], io)
  // The one that holds the moment is of the incident; others tell what is normal.
  const recording = own.find(({ from, to }) => from <= options.at && options.at <= to) ?? own.at(-1)
  const earlier = await readRecordings(options.historyTraces ?? [], options.historyLogs ?? [], io)
  return {
    at: options.at,
    signals: await readSignals(options.metrics ?? [], io),
    history: await readSignals(options.historyMetrics ?? [], io),
    ...(recording && { recording }),
    recordings: [...own.filter((one) => one !== recording), ...earlier],
    edges: options.graph === undefined ? [] : await readEdges(options.graph, io),
    ...(options.target && { target: options.target }),
  }
}

function answerOf({ causes, inconclusive }: Ranking) {
  return {
    causes: causes.map(({ service, score, indicators, reasons }) => ({
      service,
      score,
      indicators,
      reasons,
    })),
    inconclusive,
  }
}

function time(text: string): number {
  const seconds = timestampOf(text)
  if (!Number.isFinite(seconds))
    throw new InvalidArgumentError('expected unix seconds or RFC 3339.')
  return seconds
}

function target(text: string): CauseTask['target'] {
  const bar = text.indexOf('|')
  if (bar <= 0) throw new InvalidArgumentError('expected "service|indicator".')
  return { service: text.slice(0, bar), indicator: text.slice(bar + 1) }
}
