import { Command, Option } from 'commander'

import type { Selection } from '../discover/facts.ts'
import type { Limit } from '../model/signal.ts'
import { addConfigFlags, configOf } from './config-flags.ts'
import type { Io } from './io.ts'
import { openSource } from './open-source.ts'

/** `rootops discover`: what would be watched, with which query, and what not and why. */
export function discoverCommand(io: Io): Command {
  const command = new Command('discover')
    .description('list what would be watched in a Prometheus, and what not and why')
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
    'watch.max_signals',
    'watch.max_series_per_query',
    'watch.include',
    'watch.exclude',
  ]).action(async () => {
    const config = configOf(command, io.environment)
    const source = await openSource(config)
    try {
      const [{ watchOptionsOf }, { discoverQueries }] = await Promise.all([
        import('../app.ts'),
        import('../engine/discovery.ts'),
      ])
      const selection = await discoverQueries(source, watchOptionsOf(config), io.now())
      const { format } = command.opts<{ format: string }>()
      io.stdout.write(
        format === 'json' ? `${JSON.stringify(selection, null, 2)}\n` : tableOf(selection),
      )
    } finally {
      await source.close()
    }
  })
}

function tableOf({ queries, leftOut, estimatedSignals }: Selection): string {
  const rows = queries.map(({ role, unit, bad, limit, title, expr }) => {
    return [role, unit, bad, sayLimit(limit), title, expr]
  })
  const notWatched = leftOut.map(({ metric, reason }) => [metric, reason])
  return [
    `${queries.length} queries, about ${estimatedSignals} signals`,
    '',
    ...aligned([['ROLE', 'UNIT', 'BAD', 'LIMIT', 'TITLE', 'QUERY'], ...rows]),
    '',
    `not watched: ${leftOut.length}`,
    ...aligned(notWatched),
    '',
  ].join('\n')
}

/** The value that must not be reached, and who says so. */
function sayLimit(limit: Limit | undefined): string {
  if (limit === undefined) return '-'
  const { value, direction, means, source = 'meaning' } = limit
  return `${direction === 'up' ? '>' : '<'} ${value} (${source}: ${means})`
}

function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => row[i]!.length)))
  return rows.map((row) =>
    row.map((cell, i) => (i === row.length - 1 ? cell : cell.padEnd(widths[i]!))).join('  '),
  )
}
