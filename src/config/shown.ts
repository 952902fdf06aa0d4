import { flagOf } from './names.ts'
import { shownDestinations } from './shown-destinations.ts'
import { settingKeys, settingOf, type Config, type SettingKey } from './settings.ts'
import { loadYaml } from './yaml.ts'

/** The URL without user and password. */
export function withoutUser(url: string): string {
  return url.replace(/\/\/[^/@]*@/, '//')
}

/** Every setting in force by the name of its flag, for people. */
export function shownFlags(config: Config): Record<string, string> {
  return Object.fromEntries(settingKeys.map((key) => [flagOf(key), shown(config, key)]))
}

/** The configuration in force as YAML. */
export function shownConfig(config: Config): string {
  return loadYaml().stringify(
    Object.fromEntries(settingKeys.map((key) => [key, shown(config, key)])),
  )
}

/** A setting as text, without what must not be shown. */
function shown(config: Config, key: SettingKey): string {
  const value = config[key]
  if (value === undefined) return ''
  if (settingOf(key).secret || key === 'prometheus.http_config') return '<secret>'
  if (key === 'alerting.alertmanagers' || key === 'receivers')
    return shownDestinations(config[key] ?? [], '<secret>')
  if (key === 'prometheus.url') return withoutUser(config['prometheus.url'] ?? '')
  if (key === 'web.listen_address') {
    const { host, port } = config['web.listen_address']
    return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
  }
  if (Array.isArray(value) && value.every((one) => one instanceof RegExp))
    return value.map(({ source }) => source).join(',')
  return typeof value === 'object' ? JSON.stringify(value, plainPattern) : String(value)
}

/** JSON knows no regular expressions; the anchors around them are ours. */
function plainPattern(_key: string, value: unknown): unknown {
  return value instanceof RegExp ? value.source.replace(/^\^\(\?:(.*)\)\$$/s, '$1') : value
}
