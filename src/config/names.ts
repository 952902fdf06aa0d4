import type { SettingKey } from './settings.ts'

/** `web.listen_address` -> `web.listen-address`, which `--` goes before. */
export function flagOf(key: SettingKey): string {
  return key.replaceAll('_', '-')
}

/** `web.listen_address` -> `ROOTOPS_WEB_LISTEN_ADDRESS`. */
export function variableOf(key: SettingKey): string {
  return `ROOTOPS_${key.replaceAll('.', '_').toUpperCase()}`
}
