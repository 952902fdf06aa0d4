import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import type { TlsOptions } from 'node:tls'

import { errors } from '../errors.ts'
import type { Config } from './settings.ts'
import type { WebConfig } from './web-config.ts'

/** Anybody on the network could read everything and mute anything: that has to be said in words. */
export function refuseExposure(config: Config, web: WebConfig): void {
  const { host } = config['web.listen_address']
  const isLoopback =
    host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))
  const isProtected =
    Object.keys(web.basic_auth_users ?? {}).length > 0 || (web.bearer_tokens?.length ?? 0) > 0
  if (isLoopback || isProtected || config['web.allow_anonymous']) return
  throw errors.configInvalid(
    `${host} can be reached from other machines, and no user or token is configured: ` +
      'give --web.config.file, or say --web.allow-anonymous, or listen on 127.0.0.1',
  )
}

export function authOf(web: WebConfig, config: Config) {
  const { basic_auth_users: users, bearer_tokens: tokens } = web
  if (!users && !tokens) return undefined
  return {
    ...(users && { basicUsers: users }),
    ...(tokens && { tokens: tokens.map(({ sha256, scope }) => ({ hash: sha256, scope })) }),
    openPaths: config['web.open_metrics_path'] ? ['/metrics', '/-/healthy'] : [],
  }
}

export function tlsOf({ tls_server_config: tls }: WebConfig): TlsOptions | undefined {
  if (!tls) return undefined
  const asksForCertificate = tls.client_auth_type === 'RequireAndVerifyClientCert'
  return {
    cert: readFileSync(tls.cert_file),
    key: readFileSync(tls.key_file),
    minVersion: tls.min_version === 'TLS13' ? 'TLSv1.3' : 'TLSv1.2',
    ...(tls.client_ca_file && { ca: readFileSync(tls.client_ca_file) }),
    requestCert: asksForCertificate,
    rejectUnauthorized: asksForCertificate,
  }
}
