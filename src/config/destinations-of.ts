import type { Destination } from '../model/destination.ts'
import type { HttpConfig } from './http-config.ts'
import type { Config } from './settings.ts'

/** Everybody who is told. */
export function destinationsOf(config: Config): readonly Destination<HttpConfig>[] {
  return [...(config['alerting.alertmanagers'] ?? []), ...(config['receivers'] ?? [])]
}
