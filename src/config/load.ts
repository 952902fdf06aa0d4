import { errors, type Fault } from '../errors.ts'
import { Misfits, shownPath } from './block.ts'
import { readConfigFile, type Written } from './file.ts'
import { readSecret } from './secret-file.ts'
import { flagOf, variableOf } from './names.ts'
import { settingKeys, settingOf, type Config, type SettingKey } from './settings.ts'

export interface ConfigInput {
  /** Values of flags, by key. */
  readonly flags: Partial<Record<SettingKey, unknown>>
  readonly environment: Readonly<Record<string, string | undefined>>
}

/**
 * Defaults < file < environment < flags -> one frozen Config. All faults are reported at once, each
 * with its place; a file's by line.
 */
export function loadConfig({ flags, environment }: ConfigInput): Config {
  const faults: Fault[] = []
  const fromFlags = writtenFlags(flags)
  const fromEnvironment = writtenEnvironment(environment, faults)
  const file = fromFlags.get('config.file') ?? fromEnvironment.get('config.file')
  const fromFile = file ? readConfigFile(String(file.raw), faults) : new Map<SettingKey, Written>()

  const config: Partial<Record<SettingKey, unknown>> = {}
  for (const key of settingKeys) {
    const written =
      fromFlags.get(key) ?? fromEnvironment.get(key) ?? fromFile.get(key) ?? fallbackOf(key)
    config[key] = written && parseWritten(key, written, faults)
  }
  if (faults.length > 0) throw errors.configInvalid('the configuration is not valid', faults)
  return Object.freeze(config) as Config
}

function fallbackOf(key: SettingKey): Written | undefined {
  const { fallback } = settingOf(key)
  return fallback === undefined ? undefined : { raw: fallback, place: `default of ${key}` }
}

function parseWritten(key: SettingKey, written: Written, faults: Fault[]): unknown {
  try {
    return settingOf(key).kind.parse(written.raw)
  } catch (error) {
    if (error instanceof Misfits) {
      faults.push(...faultsInside(key, written, error))
      return undefined
    }
    // A secret must not travel into a log by way of a complaint about it.
    const said = settingOf(key).secret ? 'is not of the form it needs' : (error as Error).message
    faults.push({ place: written.place, message: `${key}: ${said}` })
    return undefined
  }
}

/** Each thing that is wrong inside a block, by its own line where it has one. */
function faultsInside(key: SettingKey, written: Written, { misfits }: Misfits): Fault[] {
  return misfits.map(({ path, message }) => ({
    place: written.placeInside?.(path) ?? written.place,
    message: `${key}${shownPath(path)}: ${message}`,
  }))
}

function writtenFlags(flags: ConfigInput['flags']): Map<SettingKey, Written> {
  const written = new Map<SettingKey, Written>()
  for (const key of settingKeys)
    if (flags[key] !== undefined) written.set(key, { raw: flags[key], place: `--${flagOf(key)}` })
  return written
}

function writtenEnvironment(
  environment: ConfigInput['environment'],
  faults: Fault[],
): Map<SettingKey, Written> {
  const written = new Map<SettingKey, Written>()
  for (const key of settingKeys) {
    const { alsoEnvironment = [], secret, fileOnly } = settingOf(key)
    if (fileOnly) continue
    for (const name of [...alsoEnvironment, variableOf(key)]) {
      const raw = environment[name]
      if (raw !== undefined && raw !== '') written.set(key, { raw, place: name })
      const file = secret ? environment[`${name}_FILE`] : undefined
      if (file)
        readSecret(file, `${name}_FILE`, faults, (text) =>
          written.set(key, { raw: text, place: name }),
        )
    }
  }
  return written
}
