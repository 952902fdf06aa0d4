import { createRequire } from 'node:module'
import type { Static } from 'typebox'

import { Type } from '../schema.ts'
import type { Kind } from './kinds.ts'

const Text = Type.String({ minLength: 1 })
const exact = { additionalProperties: false } as const
const headerValues = Type.Object(
  {
    values: Type.Optional(Type.Array(Type.String())),
    secrets: Type.Optional(Type.Array(Type.String())),
    files: Type.Optional(Type.Array(Text)),
  },
  exact,
)

/** Prometheus' `http_config` block, word for word, and `headers` as a short form of `http_headers`. */
const HttpConfigSchema = Type.Object(
  {
    basic_auth: Type.Optional(
      Type.Object(
        {
          username: Type.Optional(Type.String()),
          username_file: Type.Optional(Text),
          password: Type.Optional(Type.String()),
          password_file: Type.Optional(Text),
        },
        exact,
      ),
    ),
    authorization: Type.Optional(
      Type.Object(
        {
          type: Type.Optional(Text),
          credentials: Type.Optional(Text),
          credentials_file: Type.Optional(Text),
        },
        exact,
      ),
    ),
    bearer_token: Type.Optional(Text),
    bearer_token_file: Type.Optional(Text),
    tls_config: Type.Optional(
      Type.Object(
        {
          ca: Type.Optional(Text),
          ca_file: Type.Optional(Text),
          cert: Type.Optional(Text),
          cert_file: Type.Optional(Text),
          key: Type.Optional(Text),
          key_file: Type.Optional(Text),
          server_name: Type.Optional(Text),
          insecure_skip_verify: Type.Optional(Type.Boolean()),
        },
        exact,
      ),
    ),
    // Known, so that the source can say that it is not supported instead of 'unknown field'.
    oauth2: Type.Optional(Type.Unknown()),
    proxy_url: Type.Optional(Text),
    no_proxy: Type.Optional(Text),
    proxy_from_environment: Type.Optional(Type.Boolean()),
    follow_redirects: Type.Optional(Type.Boolean()),
    enable_http2: Type.Optional(Type.Boolean()),
    headers: Type.Optional(Type.Record(Type.String(), Type.String())),
    http_headers: Type.Optional(Type.Record(Type.String(), headerValues)),
  },
  exact,
)

export type HttpConfig = Static<typeof HttpConfigSchema>

export const httpConfig: Kind<HttpConfig> = {
  placeholder: undefined,
  parse(raw) {
    const fault = firstFault(raw)
    if (fault) throw new Error(fault)
    return raw as HttpConfig
  },
}

// The checker is 300 modules, and most processes are not given such a block.
const require = createRequire(import.meta.url)

/** The first thing wrong with the block, by its own path; undefined when it is right. */
function firstFault(raw: unknown): string | undefined {
  const { Value } = require('typebox/value') as typeof import('typebox/value')
  if (Value.Check(HttpConfigSchema, raw)) return undefined
  const faults = Value.Errors(HttpConfigSchema, raw)
  const unknownKey = faults.find((fault) => fault.message === 'schema is false')
  const fault = unknownKey ?? faults[0]
  const place = fault?.instancePath.slice(1).replaceAll('/', '.') ?? ''
  return unknownKey
    ? `${place} is not a field of http_config`
    : `${place || 'http_config'} ${fault?.message ?? 'is wrong'}`
}
