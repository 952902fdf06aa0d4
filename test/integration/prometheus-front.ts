import { once } from 'node:events'
import { createServer, request, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

const SEEN = new Map<string, any>()
export interface AskedRange {
  readonly query: string
  /** Unix seconds. */
  readonly start: number
  readonly end: number
}

/** Stands in front of a Prometheus, hands everything through, and remembers the ranges asked for. */
export interface PrometheusFront {
  readonly url: string
  readonly asked: AskedRange[]
  stop(): Promise<void>
}

export async function startFront(prometheusUrl: string): Promise<PrometheusFront> {
  const asked: AskedRange[] = []
  const server = createServer(async (incoming, response) => {
    const body = await bodyOf(incoming)
    const target = new URL(incoming.url!, prometheusUrl)
    if (target.pathname === '/api/v1/query_range') {
      const form = new URLSearchParams(body.length > 0 ? body.toString() : target.search)
      const [query, start, end] = ['query', 'start', 'end'].map((name) => form.get(name))
      asked.push({ query: query!, start: Number(start), end: Number(end) })
    }
    const { method, headers } = incoming
    const q2 = asked.at(-1)?.query
    const onward = request(target, { method: method!, headers }, (answer) => {
      response.writeHead(answer.statusCode!, answer.headers)
      answer.pipe(response)
      if (target.pathname === '/api/v1/query_range') {
        const q = asked.at(-1)!.query, chunks: any[] = []
        answer.on('data', (c) => chunks.push(c)).on('end', () => {
          const at = Date.now() / 1000
          for (const r of JSON.parse(Buffer.concat(chunks).toString()).data.result) for (const [t, v] of r.values) {
            const k = q2 + JSON.stringify(r.metric) + t
            const old = SEEN.get(k)
            if (old && old.v !== v) console.log('DIFF', k, old, v, at)
            if (!old) SEEN.set(k, { v, at: at - t })
          }
        })
      }
    })
    onward.on('error', () => response.destroy())
    onward.end(body)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    async stop() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

async function bodyOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of message) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}
