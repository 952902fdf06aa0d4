import type { HttpConfig } from '../options.ts'
import { valueOrFile } from './secret-file.ts'

/** What a request carries because of the http_config, and the texts that must never be shown. */
export interface Credentials {
  readonly headers: Readonly<Record<string, string | string[]>>
  readonly secrets: readonly string[]
}

/** Reads the credentials for one request. `user` are the name and password of the URL, if any. */
export async function readCredentials(
  config: HttpConfig,
  user: { name: string; password: string } | undefined,
): Promise<Credentials> {
  const secrets: string[] = []
  const headers: Record<string, string | string[]> = {}
  for (const [name, value] of Object.entries(config.headers ?? {})) {
    headers[name.toLowerCase()] = value
    secrets.push(value)
  }
  for (const [name, sources] of Object.entries(config.http_headers ?? {})) {
    const files = await Promise.all(
      (sources.files ?? []).map((file) => valueOrFile(undefined, file)),
    )
    const hidden = [...(sources.secrets ?? []), ...files.map((text) => text ?? '')]
    secrets.push(...hidden)
    headers[name.toLowerCase()] = [...(sources.values ?? []), ...hidden]
  }
  const authorization = await readAuthorization(config, user, secrets)
  if (authorization !== undefined) headers['authorization'] = authorization
  return { headers, secrets: secrets.filter((secret) => secret.length > 2) }
}

async function readAuthorization(
  config: HttpConfig,
  user: { name: string; password: string } | undefined,
  secrets: string[],
): Promise<string | undefined> {
  const { basic_auth: basic, authorization } = config
  if (basic) {
    const name = await valueOrFile(basic.username, basic.username_file)
    const password = await valueOrFile(basic.password, basic.password_file)
    return basicAuth(name ?? '', password ?? '', secrets)
  }
  const token = authorization
    ? await valueOrFile(authorization.credentials, authorization.credentials_file)
    : await valueOrFile(config.bearer_token, config.bearer_token_file)
  if (token !== undefined) {
    secrets.push(token)
    return `${authorization?.type ?? 'Bearer'} ${token}`
  }
  return user && basicAuth(user.name, user.password, secrets)
}

function basicAuth(name: string, password: string, secrets: string[]): string {
  const encoded = Buffer.from(`${name}:${password}`).toString('base64')
  secrets.push(password, encoded)
  return `Basic ${encoded}`
}
