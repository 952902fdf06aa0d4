import { Command } from 'commander'

import { loadConfig } from '../config/load.ts'
import { destinationsOf } from '../config/destinations-of.ts'
import { readWebConfig } from '../config/web-config.ts'
import type { Io } from './io.ts'

/** `rootops check config FILE`: is the file right, before it is used? */
export function checkCommand(io: Io): Command {
  const config = new Command('config')
    .description('validate a configuration file; every fault is reported with its line')
    .argument('<file>', 'the YAML file')
    .action(async (file: string) => {
      const checked = loadConfig({ flags: { 'config.file': file }, environment: {} })
      const web = checked['web.config.file']
      if (web) readWebConfig(web)
      const destinations = destinationsOf(checked)
      if (destinations.length > 0) {
        const { checkDestinations } = await import('../notify/check-destinations.ts')
        checkDestinations(destinations)
      }
      io.stdout.write(`${file}: ok${web ? `, and so is ${web}` : ''}\n`)
    })
  return new Command('check').description('validate what you wrote').addCommand(config)
}
