import { Command, CommanderError } from 'commander'

import { RootOpsError } from '../errors.ts'
import { version } from '../version.ts'
import { checkCommand } from './check.ts'
import { environmentHelp } from './config-flags.ts'
import { demoCommand } from './demo.ts'
import { detectCommand } from './detect.ts'
import { discoverCommand } from './discover.ts'
import { doctorCommand } from './doctor.ts'
import { forecastCommand } from './forecast.ts'
import type { Io } from './io.ts'
import { logsCommand } from './logs.ts'
import { serveCommand } from './serve.ts'
import { tracesCommand } from './traces.ts'

const INTRODUCTION = `Finds what is wrong, what will be, and why, in the Prometheus you already have.

  rootops --prometheus.url http://localhost:9090     watch it: page, API and /metrics on port 8000
  rootops demo                                       a simulated shop to break, nothing else needed
  rootops doctor --prometheus.url …                  is everything in place?
`

/** Runs one command line and answers its exit code: 0 ok, 1 bad input, 2 wrong usage. */
export async function runProgram(argv: readonly string[], io: Io): Promise<number> {
  const program = createProgram(io)
  try {
    await program.parseAsync([...argv], { from: 'user' })
    return 0
  } catch (error) {
    return explain(error, io)
  }
}

function createProgram(io: Io): Command {
  const program = new Command('rootops')
    .description(INTRODUCTION)
    .version(version, '-v, --version', 'print the version')
    .helpOption('-h, --help', 'print this help; rootops COMMAND --help for the flags of a command')
    .addHelpText('after', `\n${environmentHelp()}`)
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
    })
    .exitOverride()
    .showSuggestionAfterError()
    .enablePositionalOptions()
  program.addCommand(serveCommand(io), { isDefault: true })
  for (const make of [
    demoCommand,
    doctorCommand,
    discoverCommand,
    checkCommand,
    detectCommand,
    forecastCommand,
    tracesCommand,
    logsCommand,
  ])
    program.addCommand(make(io))
  for (const command of program.commands) inheritOutput(command, program)
  return program
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
