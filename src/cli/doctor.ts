import { Command } from 'commander'

import { errors, RootOpsError } from '../errors.ts'
import type { MetricsSource } from '../sources/source.ts'
import { addConfigFlags, configOf } from './config-flags.ts'
import type { Io } from './io.ts'
import { openSource } from './open-source.ts'

interface Check {
  readonly what: string
  /** Answers what was found; throws what is wrong and what to do. */
  readonly run: () => Promise<string>
}

/** `rootops doctor`: is everything in place to watch this Prometheus? */
export function doctorCommand(io: Io): Command {
  const command = new Command('doctor').description(
    'check that the Prometheus can be reached and has what is needed',
  )
  return addConfigFlags(command, [
    'config.file',
    'prometheus.url',
    'prometheus.timeout',
    'storage.path',
    'storage.database_url',
  ]).action(async () => {
    const config = configOf(command, io.environment)
    const source = await openSource(config)
    try {
      const failed = await runChecks([...checksOf(source, io.now()), await storeCheck(config)], io)
      if (failed > 0) throw errors.configInvalid(`${failed} of the checks failed; see above`)
    } finally {
      await source.close()
    }
  })
}

async function runChecks(checks: readonly Check[], io: Io): Promise<number> {
  let failed = 0
  for (const { what, run } of checks) {
    try {
      io.stdout.write(`ok    ${what}: ${await run()}\n`)
    } catch (error) {
      failed++
      const why = error instanceof RootOpsError ? error.message : String(error)
      io.stdout.write(`FAIL  ${what}: ${why}\n`)
    }
  }
  return failed
}

function checksOf(source: MetricsSource, now: number): Check[] {
  return [
    { what: 'connection', run: async () => connectionOf(await source.info()) },
    { what: 'history', run: async () => historyOf((await source.info()).oldestTimestamp, now) },
    {
      what: 'targets',
      run: async () => {
        const targets = await source.targets()
        const down = targets.filter((target) => !target.healthy)
        if (targets.length === 0)
          return 'the server lists none (as Mimir, Thanos and VictoriaMetrics may)'
        return `${targets.length} active, ${down.length} down`
      },
    },
    {
      what: 'metrics',
      run: async () => {
        const [names, metadata] = await Promise.all([source.metricNames(), source.metadata()])
        if (names.length === 0)
          throw errors.inputInvalid(
            'the server has no metrics; does it scrape anything, is the tenant right?',
          )
        return `${names.length} names, ${metadata.length} with type and help`
      },
    },
    {
      what: 'query',
      run: async () => {
        const end = Math.floor(now / 60) * 60
        const { series } = await source.queryRange('count(up)', { start: end - 300, end, step: 60 })
        return series.length > 0
          ? 'answers with samples of the last minutes'
          : 'answers, but there is no `up` in the last five minutes'
      },
    },
  ]
}

function connectionOf({
  flavor,
  version,
  seriesCount,
  scrapeInterval,
}: Awaited<ReturnType<MetricsSource['info']>>): string {
  const parts = [`${flavor} ${version}`.trim()]
  if (seriesCount !== undefined) parts.push(`${seriesCount} series`)
  if (scrapeInterval !== undefined) parts.push(`scraped every ${scrapeInterval} s`)
  return parts.join(', ')
}

function historyOf(oldest: number | undefined, now: number): string {
  if (oldest === undefined) return 'the server does not tell; as much as there is will be read'
  const days = (now - oldest) / 86_400
  return `${days.toFixed(1)} days${days < 2 ? '; seasons are learned after two' : ''}`
}

async function storeCheck(config: ReturnType<typeof configOf>): Promise<Check> {
  const { openConfiguredStore } = await import('../app.ts')
  return {
    what: 'store',
    run: async () => {
      const store = await openConfiguredStore(config)
      await store.check()
      await store.close()
      return store.kind === 'sqlite' ? `SQLite in ${config['storage.path']}` : 'PostgreSQL answers'
    },
  }
}
