import { Command } from 'commander'

import { loadConfig } from '../config/load.ts'
import { readWebConfig } from '../config/web-config.ts'
import type { Io } from './io.ts'

/** `rootops check config FILE`: is the file right, before it is used? */
export function checkCommand(io: Io): Command {
  const config = new Command('config')
    .description('validate a configuration file; every fault is reported with its line')
    .argument('<file>', 'the YAML file')
    .action((file: string) => {
      const checked = loadConfig({ flags: { 'config.file': file }, environment: {} })
      const web = checked['web.config.file']
      if (web) readWebConfig(web)
      io.stdout.write(`${file}: ok${web ? `, and so is ${web}` : ''}\n`)
    })
  return new Command('check').description('validate what you wrote').addCommand(config)
}
