import { Option, type Command } from 'commander'

import { loadConfig } from '../config/load.ts'
import { flagOf, variableOf } from '../config/names.ts'
import { settingKeys, settingOf, type Config, type SettingKey } from '../config/settings.ts'

/** Adds a flag for each of the settings (all of them, or those named) to a command. */
export function addConfigFlags(command: Command, only?: readonly SettingKey[]): Command {
  for (const key of only ?? settingKeys) {
    const { kind, help, fallback, fileOnly } = settingOf(key)
    if (fileOnly) continue
    const value = kind.placeholder ? ` ${kind.placeholder}` : ''
    const initial = fallback === undefined || fallback === 'false' ? '' : ` (${fallback})`
    // A flag that is on by default is switched off by naming the value: --flag=false.
    const written = kind.placeholder === undefined ? ' [true|false]' : value
    command.addOption(new Option(`--${flagOf(key)}${written}`, `${help}${initial}`))
  }
  return command
}

/** The configuration from a command's flags, the environment and the file that they name. */
export function configOf(
  command: Command,
  environment: Readonly<Record<string, string | undefined>>,
): Config {
  const given = command.opts<Record<string, unknown>>()
  const flags: Partial<Record<SettingKey, unknown>> = {}
  for (const key of settingKeys) {
    const value = given[attributeOf(key)]
    if (value !== undefined) flags[key] = value
  }
  return loadConfig({ flags, environment })
}

/** Commander keeps `--web.listen-address` as `web.listenAddress`. */
function attributeOf(key: SettingKey): string {
  return new Option(`--${flagOf(key)}`).attributeName()
}

/** The last lines of `--help`: how a flag is said in the environment. */
export function environmentHelp(): string {
  return [
    `Each flag is also a variable, --web.listen-address being ${variableOf('web.listen_address')};`,
    'PROMETHEUS_URL and DATABASE_URL are understood too. A secret can be read from a file:',
    `${variableOf('storage.database_url')}_FILE. Flags win over variables, variables over --config.file.`,
  ].join('\n')
}
