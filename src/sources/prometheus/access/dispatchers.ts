import { createHash } from 'node:crypto'
import { Agent, ProxyAgent, type Dispatcher } from 'undici'

import type { HttpConfig, TlsConfig } from '../options.ts'
import { proxyFor } from './proxy-choice.ts'
import { readConfigFile } from './secret-file.ts'

/** Gives each request the connections it goes over; new ones when certificates have changed. */
export interface Dispatchers {
  for(url: URL): Promise<Dispatcher>
  close(): Promise<void>
}

interface TlsOptions {
  readonly ca?: string
  readonly cert?: string
  readonly key?: string
  readonly servername?: string
  readonly rejectUnauthorized?: boolean
}

export function createDispatchers(
  config: HttpConfig,
  options: {
    connections: number
    environment: Readonly<Record<string, string | undefined>>
  },
): Dispatchers {
  // At most one entry for going straight and one per proxy: two schemes, so three.
  const open = new Map<string, { fingerprint: string; dispatcher: Dispatcher }>()
  return {
    async for(url) {
      const tls = await readTls(config.tls_config ?? {})
      const proxy = proxyFor(url, config, options.environment)
      const route = proxy ?? ''
      const fingerprint = createHash('sha256').update(JSON.stringify(tls)).digest('base64')
      const known = open.get(route)
      if (known?.fingerprint === fingerprint) return known.dispatcher
      // Requests under way on the old connections end in peace.
      void known?.dispatcher.close().catch(() => {})
      const dispatcher = createDispatcher(proxy, tls, {
        connections: options.connections,
        allowH2: config.enable_http2 ?? true,
      })
      open.set(route, { fingerprint, dispatcher })
      return dispatcher
    },
    async close() {
      const all = [...open.values()]
      open.clear()
      await Promise.all(all.map(({ dispatcher }) => dispatcher.destroy(null)))
    },
  }
}

function createDispatcher(
  proxy: string | undefined,
  tls: TlsOptions,
  options: { connections: number; allowH2: boolean },
): Dispatcher {
  // The client's own deadline covers the whole request, so undici's are off.
  const shared = { ...options, headersTimeout: 0, bodyTimeout: 0 }
  if (proxy === undefined) return new Agent({ ...shared, connect: tls })
  return new ProxyAgent({ ...shared, uri: proxy, requestTls: tls, proxyTls: tls })
}

async function readTls(config: TlsConfig): Promise<TlsOptions> {
  const [ca, cert, key] = await Promise.all([
    config.ca_file === undefined ? config.ca : readConfigFile(config.ca_file),
    config.cert_file === undefined ? config.cert : readConfigFile(config.cert_file),
    config.key_file === undefined ? config.key : readConfigFile(config.key_file),
  ])
  return {
    ...(ca !== undefined && { ca }),
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key }),
    ...(config.server_name !== undefined && { servername: config.server_name }),
    ...(config.insecure_skip_verify === true && { rejectUnauthorized: false }),
  }
}
