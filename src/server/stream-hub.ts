import { PassThrough, type Readable } from 'node:stream'

import type { Engine } from '../engine/engine.ts'

export interface StreamHub {
  /** A stream of server-sent events; undefined when there are too many clients already. */
  open(): Readable | undefined
  close(): void
}

export interface StreamHubOptions {
  readonly engine: Pick<Engine, 'onCycle' | 'status'>
  readonly clientLimit: number
  readonly heartbeatSeconds?: number
}

/** A client that has not read this much is gone or too slow; it is cut off and will come back. */
const MAX_UNREAD_BYTES = 64 * 1024

/** Tells every client when a cycle has ended; a heartbeat keeps proxies from closing the line. */
export function createStreamHub(options: StreamHubOptions): StreamHub {
  const { engine, clientLimit, heartbeatSeconds = 15 } = options
  const clients = new Set<PassThrough>()
  const stopListening = engine.onCycle(() => broadcast(cycleEvent(engine)))
  const heartbeat = setInterval(() => broadcast(': heartbeat\n\n'), heartbeatSeconds * 1000)
  heartbeat.unref()

  function broadcast(text: string): void {
    for (const client of clients) {
      if (client.writableLength + client.readableLength > MAX_UNREAD_BYTES) client.destroy()
      else client.write(text)
    }
  }

  return {
    open() {
      if (clients.size >= clientLimit) return undefined
      const client = new PassThrough()
      clients.add(client)
      client.once('close', () => clients.delete(client))
      client.on('error', () => undefined)
      // A first event at once: the page sees that the line is up and what the state is.
      client.write(`retry: 3000\n${cycleEvent(engine)}`)
      return client
    },
    close() {
      clearInterval(heartbeat)
      stopListening()
      for (const client of clients) client.end()
    },
  }
}

function cycleEvent(engine: Pick<Engine, 'status'>): string {
  const { state, cycle, judged_until, signals } = engine.status()
  const data = { state, count: cycle.count, failed: cycle.failed, judged_until, signals }
  return `event: cycle\ndata: ${JSON.stringify(data)}\n\n`
}
