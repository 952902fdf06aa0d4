import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { Type, type Static } from 'typebox'
import { Value } from 'typebox/value'

import { errors } from '../errors.ts'
import { loadYaml } from './yaml.ts'

const exact = { additionalProperties: false } as const

/** Prometheus' web configuration (TLS and bcrypt users), and bearer tokens kept as SHA-256. */
export const WebConfigSchema = Type.Object(
  {
    tls_server_config: Type.Optional(
      Type.Object(
        {
          cert_file: Type.String({ minLength: 1 }),
          key_file: Type.String({ minLength: 1 }),
          client_ca_file: Type.Optional(Type.String({ minLength: 1 })),
          client_auth_type: Type.Optional(
            Type.Union([Type.Literal('NoClientCert'), Type.Literal('RequireAndVerifyClientCert')]),
          ),
          min_version: Type.Optional(Type.Union([Type.Literal('TLS12'), Type.Literal('TLS13')])),
        },
        exact,
      ),
    ),
    basic_auth_users: Type.Optional(
      Type.Record(Type.String(), Type.String({ pattern: '^\\$2[aby]\\$\\d\\d\\$.{53}$' })),
    ),
    bearer_tokens: Type.Optional(
      Type.Array(
        Type.Object(
          {
            name: Type.Optional(Type.String()),
            sha256: Type.String({ pattern: '^[0-9a-f]{64}$' }),
            scope: Type.Union([Type.Literal('read'), Type.Literal('write'), Type.Literal('admin')]),
          },
          exact,
        ),
      ),
    ),
  },
  exact,
)

export type WebConfig = Static<typeof WebConfigSchema>

/** Reads and checks the file; paths in it count from the file's folder. Throws CONFIG_INVALID. */
export function readWebConfig(file: string): WebConfig {
  const written = readYaml(file)
  if (!Value.Check(WebConfigSchema, written)) {
    // Messages name the place and the rule only: the values here are hashes of secrets.
    const faults = Value.Errors(WebConfigSchema, written).map((fault) => ({
      place: `${file}${fault.instancePath.replaceAll('/', '.')}`,
      message: fault.message === 'schema is false' ? 'is not a known field' : fault.message,
    }))
    throw errors.configInvalid('the web configuration is not valid', faults.slice(0, 20))
  }
  const tls = written.tls_server_config
  if (!tls) return written
  const from = (path: string) => resolve(dirname(file), path)
  return {
    ...written,
    tls_server_config: {
      ...tls,
      cert_file: from(tls.cert_file),
      key_file: from(tls.key_file),
      ...(tls.client_ca_file && { client_ca_file: from(tls.client_ca_file) }),
    },
  }
}

function readYaml(file: string): unknown {
  try {
    return loadYaml().parse(readFileSync(file, 'utf8')) ?? {}
  } catch (error) {
    throw errors.configInvalid('the web configuration cannot be read', [
      { place: file, message: (error as Error).message.split('\n')[0]! },
    ])
  }
}
