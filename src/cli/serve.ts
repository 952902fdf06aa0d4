import { Command } from 'commander'

import { addConfigFlags, configOf } from './config-flags.ts'
import type { Io } from './io.ts'

/** `rootops` and `rootops serve`: watch a Prometheus, serve page, API and /metrics. */
export function serveCommand(io: Io): Command {
  const command = new Command('serve').description(
    'watch a Prometheus; serve page, API and /metrics (what rootops does by itself)',
  )
  return addConfigFlags(command).action(async () => {
    const config = configOf(command, io.environment)
    const { startApp } = await import('../app.ts')
    const app = await startApp({
      config,
      reload: () => configOf(command, io.environment),
    })
    io.onHangup(() => void app.reload())
    await io.untilStopped()
    await app.stop()
  })
}
