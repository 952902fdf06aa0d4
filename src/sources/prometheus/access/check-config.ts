import { errors, type Fault } from '../../../errors.ts'
import type { HttpConfig } from '../options.ts'

/** Throws CONFIG_INVALID for a block whose parts contradict each other or that we cannot honour. */
export function checkHttpConfig(config: HttpConfig): void {
  const { basic_auth: basic, authorization, tls_config: tls } = config
  const faults: Fault[] = []
  const refuse = (wrong: boolean, place: string, message: string): void => {
    if (wrong) faults.push({ place, message })
  }
  const ways = [
    basic,
    authorization,
    config.bearer_token ?? config.bearer_token_file,
    config.oauth2,
  ]
  refuse(config.oauth2 !== undefined, 'oauth2', 'is not supported: use authorization or a proxy')
  refuse(
    ways.filter((way) => way !== undefined).length > 1,
    'http_config',
    'takes at most one of basic_auth, authorization, bearer_token and oauth2',
  )
  refuse(both(config.bearer_token, config.bearer_token_file), 'bearer_token', oneOf('bearer_token'))
  refuse(both(basic?.username, basic?.username_file), 'basic_auth.username', oneOf('username'))
  refuse(both(basic?.password, basic?.password_file), 'basic_auth.password', oneOf('password'))
  refuse(
    both(authorization?.credentials, authorization?.credentials_file),
    'authorization.credentials',
    oneOf('credentials'),
  )
  refuse(
    authorization?.type?.toLowerCase() === 'basic',
    'authorization.type',
    'cannot be "basic": use basic_auth',
  )
  for (const name of ['ca', 'cert', 'key'] as const)
    refuse(both(tls?.[name], tls?.[`${name}_file`]), `tls_config.${name}`, oneOf(name))
  refuse(
    ((tls?.cert ?? tls?.cert_file) === undefined) !== ((tls?.key ?? tls?.key_file) === undefined),
    'tls_config',
    'takes a certificate and a key together',
  )
  refuse(
    config.proxy_from_environment === true && (config.proxy_url ?? config.no_proxy) !== undefined,
    'proxy_from_environment',
    'excludes proxy_url and no_proxy',
  )
  refuse(
    config.no_proxy !== undefined && config.proxy_url === undefined,
    'no_proxy',
    'needs a proxy_url',
  )
  refuse(
    config.proxy_url !== undefined && !isProxyUrl(config.proxy_url),
    'proxy_url',
    'is not an http, https or socks5 URL',
  )
  if (faults.length > 0)
    throw errors.configInvalid(
      `http_config: ${faults.map(({ place, message }) => `${place} ${message}`).join('; ')}`,
      faults,
    )
}

function both(a: unknown, b: unknown): boolean {
  return a !== undefined && b !== undefined
}

function oneOf(name: string): string {
  return `is given twice: keep one of ${name} and ${name}_file`
}

function isProxyUrl(text: string): boolean {
  return URL.canParse(text) && /^(?:https?|socks5):$/.test(new URL(text).protocol)
}
