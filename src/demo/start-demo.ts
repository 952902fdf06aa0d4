import { once } from 'node:events'
import { Worker } from 'node:worker_threads'

import { errors, RootOpsError } from '../errors.ts'
import { FAULT_KINDS, type Fault } from './world/faults.ts'

export interface DemoOptions {
  readonly seed: number
  /** Unix seconds at which history begins. */
  readonly start: number
  /** Seconds between scrapes. */
  readonly step: 15 | 60
  readonly host: string
  readonly port: number
}

export interface Demo {
  /** Where the world's Prometheus API answers. */
  readonly url: string
  /** The page's buttons. */
  readonly controls: {
    readonly kinds: readonly string[]
    faults(): Promise<readonly Fault[]>
    inject(kind: string, target?: string): Promise<Fault>
    clear(id: string): Promise<void>
  }
  close(): Promise<void>
}

/**
 * Starts the simulated world and its Prometheus API in a thread of their own: drawing a fortnight of
 * a counter takes a second, in which the page has to answer.
 */
export async function startDemo(options: DemoOptions): Promise<Demo> {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js'
  const file = new URL(`./demo-thread.${extension}`, import.meta.url)
  const worker = new Worker(file, { workerData: options })
  const [answer] = (await once(worker, 'message')) as [{ url: string } | { refused: string }]
  if ('refused' in answer)
    throw errors.configInvalid(
      `the demo's Prometheus API cannot listen on ${options.host}:${options.port}: ${answer.refused}; ` +
        'choose another with --demo.listen-address',
    )
  const { url } = answer
  return {
    url,
    controls: {
      kinds: FAULT_KINDS,
      async faults() {
        return (await ask<{ faults: Fault[] }>(`${url}/demo/faults`)).faults
      },
      inject: (kind, target) =>
        ask<Fault>(`${url}/demo/faults`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ kind, target }),
        }),
      async clear(id) {
        await ask(`${url}/demo/faults/${encodeURIComponent(id)}`, { method: 'DELETE' })
      },
    },
    async close() {
      await worker.terminate()
    },
  }
}

async function ask<T>(url: string, init?: RequestInit): Promise<T> {
  const response = await fetch(url, init)
  const body = (await response.json()) as T & { error?: string }
  if (!response.ok)
    throw new RootOpsError('INPUT_INVALID', body.error ?? 'the demo world refused', {
      statusCode: response.status,
    })
  return body
}
