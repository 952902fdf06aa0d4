import { Command } from 'commander'

import { destinationsOf } from '../config/destinations-of.ts'
import { errors } from '../errors.ts'
import { addConfigFlags, configOf } from './config-flags.ts'
import type { Io } from './io.ts'

type Destinations = ReturnType<typeof destinationsOf>

/** `rootops notify`: who is told? With --test each is told that this is a test. */
export function notifyCommand(io: Io): Command {
  const command = new Command('notify')
    .description('list who is told of incidents; with --test tell them that this is a test')
    .argument('[name]', 'only this destination, as the list names it')
    .option('--test', 'send a test message, past the outbox')
  return addConfigFlags(command, ['config.file', 'web.external_url']).action(
    async (name: string | undefined, { test }: { test?: boolean }) => {
      const config = configOf(command, io.environment)
      const destinations = destinationsOf(config).filter((one) => !name || one.name === name)
      if (destinations.length === 0) throw nobody(name)
      if (!test) return list(destinations, io)
      const failed = await tellAll(destinations, io, config['web.external_url'])
      if (failed > 0)
        throw errors.configInvalid(
          `${failed} of ${destinations.length} could not be told; see above`,
        )
    },
  )
}

function nobody(name: string | undefined) {
  return errors.configInvalid(
    name === undefined
      ? 'nobody is configured: write alerting: or receivers: into the file of --config.file'
      : `nobody has the name ${name}; without a name the command lists them`,
  )
}

function list(destinations: Destinations, io: Io): void {
  for (const { name, sendResolved, sendPredictions } of destinations) {
    const told = ['incidents', sendResolved && 'their end', sendPredictions && 'predictions']
    io.stdout.write(`${name}: ${told.filter(Boolean).join(', ')}\n`)
  }
}

async function tellAll(destinations: Destinations, io: Io, externalUrl: string | undefined) {
  const { sendTest } = await import('../notify/send-test.ts')
  let failed = 0
  for (const destination of destinations) {
    const delivery = await sendTest(destination, io.now(), { externalUrl })
    if (delivery.result === 'delivered') io.stdout.write(`ok    ${destination.name}\n`)
    else {
      failed++
      io.stdout.write(`FAIL  ${destination.name}: ${delivery.reason}\n`)
    }
  }
  return failed
}
