import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'

import { address } from '../config/kinds.ts'
import { addConfigFlags, configOf } from './config-flags.ts'
import type { Io } from './io.ts'

const HISTORY_SECONDS = 14 * 86_400
const SCRAPE_SECONDS = 15
/** At a sample every 15 seconds this is enough to know the day, and read in half a minute. */
const LEARN_DAYS = 3
const SEED = 20

const API_FLAG = '--demo.listen-address <host:port>'
const API_ADDRESS = '127.0.0.1:9099'

/** `rootops demo`: a simulated shop with history, faults to inject, and RootOps watching it. */
export function demoCommand(io: Io): Command {
  const command = new Command('demo').description(
    'a simulated shop with two weeks of history and faults to inject, watched; nothing else is needed',
  )
  return addConfigFlags(command, [
    'web.listen_address',
    'web.route_prefix',
    'log.level',
    'log.format',
  ])
    .option(API_FLAG, "where the shop's Prometheus API listens", API_ADDRESS)
    .action(async () => {
      const [{ startApp }, { startDemo }] = await Promise.all([
        import('../app.ts'),
        import('../demo/start-demo.ts'),
      ])
      const listen = address.parse(command.opts<Record<string, string>>()['demo.listenAddress'])
      const start = io.now() - HISTORY_SECONDS
      const demo = await startDemo({ seed: SEED, start, step: SCRAPE_SECONDS, ...listen })
      // Every start is another fortnight: what was learned of the last one would only mislead.
      const folder = await mkdtemp(join(tmpdir(), 'rootops-demo-'))
      const environment = {
        ...io.environment,
        ROOTOPS_PROMETHEUS_URL: demo.url,
        ROOTOPS_STORAGE_PATH: folder,
        ROOTOPS_STORAGE_DATABASE_URL: '',
        DATABASE_URL: '',
        ROOTOPS_WATCH_INTERVAL: `${SCRAPE_SECONDS}s`,
        ROOTOPS_WATCH_HISTORY: `${LEARN_DAYS}d`,
      }
      const app = await startApp({
        config: configOf(command, environment),
        demo: demo.controls,
      })
      await io.untilStopped()
      await app.stop()
      await demo.close()
      await rm(folder, { recursive: true, force: true })
    })
}
