import { Command, InvalidArgumentError, Option } from 'commander'

import { duration, positive } from '../config/kinds.ts'
import type { Config } from '../config/settings.ts'
import type { Backtest } from '../engine/backtest/backtest.ts'
import { errors } from '../errors.ts'
import { timestampOf } from '../sources/files/timestamp.ts'
import { addConfigFlags, configOf } from './config-flags.ts'
import type { Io } from './io.ts'
import { openSource } from './open-source.ts'
import { createProgress } from './progress.ts'
import { backtestTable } from './backtest-table.ts'

interface Options {
  readonly since: number
  readonly until?: number
  readonly budget?: number
  readonly step?: number
  readonly format: 'table' | 'json'
}

/** `rootops backtest`: what would have been found, and told, over history. */
export function backtestCommand(io: Io): Command {
  const command = new Command('backtest')
    .description(
      'replay history as if RootOps had watched it: what would have been found, and told',
    )
    .addOption(
      new Option('--since <duration>', 'how much history to tell of')
        .argParser(read(duration))
        .default(14 * 86_400, '14d'),
    )
    .option('--until <time>', 'where to end, unix seconds or RFC 3339 (now)', time)
    .option('--budget <number>', 'instead of --watch.alert-budget', read(positive))
    .option('--step <duration>', 'instead of --watch.interval', read(duration))
    .addOption(
      new Option('--format <format>', 'form of the answer')
        .choices(['table', 'json'])
        .default('table'),
    )
  return addConfigFlags(command, [
    'config.file',
    'prometheus.url',
    'prometheus.timeout',
    'prometheus.concurrency',
    'watch.interval',
    'watch.history',
    'watch.history_points',
    'watch.max_signals',
    'watch.max_series_per_query',
    'watch.include',
    'watch.exclude',
    'watch.alert_budget',
  ]).action(async () => {
    const given = command.opts<Options>()
    const result = await run(configOf(command, io.environment), given, io)
    io.stdout.write(
      given.format === 'json' ? `${JSON.stringify(result, null, 2)}\n` : backtestTable(result),
    )
  })
}

async function run(config: Config, given: Options, io: Io): Promise<Backtest> {
  const until = given.until ?? io.now()
  if (until > io.now()) throw errors.inputInvalid('--until lies in the future')
  const [{ engineOptionsOf }, { backtest }, { createWorkerPool }] = await Promise.all([
    import('../app.ts'),
    import('../engine/backtest/backtest.ts'),
    import('../engine/worker-pool.ts'),
  ])
  const source = await openSource(config)
  const pool = createWorkerPool()
  const progress = createProgress(io, 100, 'backtest')
  let shown = 0
  const onProgress = (share: number) => {
    progress.advance(100 * share - shown)
    shown = 100 * share
  }
  try {
    const options = withGiven(engineOptionsOf(config), given)
    return await backtest(
      { source, pool, options, onProgress },
      { since: until - given.since, until },
    )
  } finally {
    progress.end()
    await pool.close()
    await source.close()
  }
}

function withGiven<T extends { interval: number; watch: { alertBudget: number } }>(
  options: T,
  { step, budget }: Options,
): T {
  const alertBudget = budget ?? options.watch.alertBudget
  return {
    ...options,
    interval: step ?? options.interval,
    watch: { ...options.watch, alertBudget },
  }
}

function read<T>(kind: { parse(raw: unknown): T }) {
  return (text: string): T => {
    try {
      return kind.parse(text)
    } catch (error) {
      throw new InvalidArgumentError((error as Error).message)
    }
  }
}

function time(text: string): number {
  const seconds = timestampOf(text)
  if (!Number.isFinite(seconds))
    throw new InvalidArgumentError('expected unix seconds or RFC 3339.')
  return seconds
}
