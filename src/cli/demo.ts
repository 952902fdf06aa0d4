import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'

import type { Config } from '../config/settings.ts'
import { addConfigFlags, configOf } from './config-flags.ts'
import type { Io } from './io.ts'

/** Two weeks and a bit, so that the oldest rate has a window to look back on. */
const HISTORY_SECONDS = 15 * 86_400
const DEMO_SEED = 20

/** `rootops demo`: a simulated shop with history, faults to inject, and RootOps watching it. */
export function demoCommand(io: Io): Command {
  const command = new Command('demo').description(
    'a simulated shop with two weeks of history and faults to inject, watched; nothing else is needed',
  )
  return addConfigFlags(command, [
    'web.listen_address',
    'web.route_prefix',
    'watch.interval',
    'log.level',
    'log.format',
  ])
    .option(
      '--demo.listen-address <host:port>',
      "where the shop's Prometheus API listens",
      '127.0.0.1:9099',
    )
    .action(async () => {
      const { startDemo } = await import('../demo-app.ts')
      // Every start is another shop: what was learned of the last one would only mislead.
      const folder = await mkdtemp(join(tmpdir(), 'rootops-demo-'))
      const written = {
        ROOTOPS_WATCH_INTERVAL: '15s',
        ...io.environment,
        ROOTOPS_STORAGE_PATH: folder,
      }
      const config: Config = configOf(command, written)
      const app = await startDemo({
        config,
        apiAddress: command.opts<Record<string, string>>()['demo.listenAddress']!,
        seed: DEMO_SEED,
        history: HISTORY_SECONDS,
        now: io.now,
      })
      await io.untilStopped()
      await app.stop()
      await rm(folder, { recursive: true, force: true })
    })
}
