import { errors } from '../../../errors.ts'

/** Where the server is: its URL without user, and how it may be shown. */
export interface ServerAddress {
  /** Origin and path prefix, without a slash at the end. */
  readonly base: string
  readonly user: { readonly name: string; readonly password: string } | undefined
}

/** Throws CONFIG_INVALID for what is no http(s) URL. The message never repeats the text. */
export function parseAddress(text: string): ServerAddress {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url || !/^https?:$/.test(url.protocol))
    throw errors.configInvalid('the URL of Prometheus must be like http://host:9090 or https://…')
  const { username, password } = url
  return {
    base: `${url.origin}${url.pathname.replace(/\/+$/, '')}`,
    user:
      username || password
        ? { name: decodeURIComponent(username), password: decodeURIComponent(password) }
        : undefined,
  }
}
