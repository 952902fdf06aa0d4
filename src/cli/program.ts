import { Command, CommanderError } from 'commander'

import { RootOpsError } from '../errors.ts'
import { version } from '../version.ts'
import { environmentHelp } from './config-flags.ts'
import type { Io } from './io.ts'
import { serveCommand } from './serve.ts'

const INTRODUCTION =
  'Finds what is wrong, what will be, and why, in the Prometheus you already have.'

const EXAMPLES = `
Begin with one of these:
  rootops --prometheus.url http://localhost:9090           watch it; the page is at http://127.0.0.1:8000
  rootops demo                                             a simulated shop to break; needs nothing else
  rootops doctor --prometheus.url http://localhost:9090    is everything in place?
`

/** The commands beside serve; each brings a room with it, so only the one asked for is loaded. */
const OTHERS: Readonly<Record<string, () => Promise<(io: Io) => Command>>> = {
  demo: async () => (await import('./demo.ts')).demoCommand,
  doctor: async () => (await import('./doctor.ts')).doctorCommand,
  discover: async () => (await import('./discover.ts')).discoverCommand,
  check: async () => (await import('./check.ts')).checkCommand,
  detect: async () => (await import('./detect.ts')).detectCommand,
  forecast: async () => (await import('./forecast.ts')).forecastCommand,
  traces: async () => (await import('./traces.ts')).tracesCommand,
  logs: async () => (await import('./logs.ts')).logsCommand,
  causes: async () => (await import('./causes.ts')).causesCommand,
  notify: async () => (await import('./notify.ts')).notifyCommand,
  backtest: async () => (await import('./backtest.ts')).backtestCommand,
}

/** Runs one command line and answers its exit code: 0 ok, 1 bad input, 2 wrong usage. */
export async function runProgram(argv: readonly string[], io: Io): Promise<number> {
  const program = await createProgram(argv, io)
  try {
    await program.parseAsync([...argv], { from: 'user' })
    return 0
  } catch (error) {
    return explain(error, io)
  }
}

async function createProgram(argv: readonly string[], io: Io): Promise<Command> {
  const program = new Command('rootops')
    .description(INTRODUCTION)
    .version(version, '-v, --version', 'print the version')
    .helpOption('-h, --help', 'print this help; rootops COMMAND --help for the flags of a command')
    .addHelpText('after', `${EXAMPLES}\n${environmentHelp()}`)
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
    })
    .exitOverride()
    .showSuggestionAfterError()
    .enablePositionalOptions()
  program.addCommand(serveCommand(io), { isDefault: true })
  for (const load of othersFor(argv)) program.addCommand((await load())(io))
  for (const command of program.commands) inheritOutput(command, program)
  return program
}

/** What `argv` may mean: all of them for help, and to tell what a misspelt one should have been. */
function othersFor([first = 'serve']: readonly string[]) {
  if (Object.hasOwn(OTHERS, first)) return [OTHERS[first]!]
  const isServe = first === 'serve' || (first.startsWith('--') && !/^--(help|version)$/.test(first))
  return isServe ? [] : Object.values(OTHERS)
}

function inheritOutput(command: Command, from: Command): void {
  command.copyInheritedSettings(from)
  for (const inner of command.commands) inheritOutput(inner, command)
}

/** One clear line an error (one a fault when there are many) on stderr. */
function explain(error: unknown, io: Io): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
  if (error instanceof RootOpsError) {
    const lines = error.faults.map(({ place, message }) => `${place}: ${message}`)
    for (const line of lines.length > 0 ? lines : [error.message])
      io.stderr.write(`rootops: ${line}\n`)
    return 1
  }
  // An unexpected error is a bug: its stack helps whoever mends it.
  io.stderr.write(`rootops: ${error instanceof Error ? error.stack : String(error)}\n`)
  return 1
}
