import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { vi } from 'vitest'

const CLI = fileURLToPath(new URL('../../src/cli.ts', import.meta.url))

/** A line of its log. */
interface LogLine {
  readonly level: string
  readonly msg: string
  readonly [field: string]: unknown
}

/** `rootops serve` as people run it: a process of its own, that can be killed. */
export interface RootOpsProcess {
  readonly url: string
  readonly log: readonly LogLine[]
  /** Resolves with the first line that says this, once it is there. */
  said(message: string): Promise<LogLine>
  /** SIGKILL: nothing of ours runs any more. */
  kill(): Promise<void>
  /** SIGTERM; answers the exit code. */
  terminate(): Promise<number | null>
}

/** Starts it with these flags, on a free port of loopback, and waits until it listens. */
export async function startRootOps(
  flags: Readonly<Record<string, string>>,
): Promise<RootOpsProcess> {
  const all = { 'web.listen-address': '127.0.0.1:0', 'log.format': 'json', ...flags }
  const args = Object.entries(all).map(([name, value]) => `--${name}=${value}`)
  const child = spawn(process.execPath, [CLI, 'serve', ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const exited = once(child, 'exit')
  const log: LogLine[] = []
  const strange: string[] = []
  createInterface({ input: child.stderr }).on('line', (line) => {
    if (line.startsWith('{')) log.push(JSON.parse(line) as LogLine)
    else strange.push(line)
  })
  const said = (message: string) =>
    vi.waitFor(
      () => {
        const line = log.find(({ msg }) => msg === message)
        if (!line)
          throw new Error(`never said "${message}": ${JSON.stringify([...log, ...strange])}`)
        return line
      },
      { timeout: 60_000, interval: 20 },
    )
  const end = async (signal: 'SIGKILL' | 'SIGTERM') => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal)
    await exited
  }
  try {
    const { url } = await said('listening')
    return {
      url: String(url),
      log,
      said,
      kill: () => end('SIGKILL'),
      async terminate() {
        await end('SIGTERM')
        return child.exitCode
      },
    }
  } catch (error) {
    await end('SIGKILL')
    throw error
  }
}
