import { once } from 'node:events'
import { createServer, request, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

interface AskedRange {
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
    const onward = request(target, { method: method!, headers }, (answer) => {
      response.writeHead(answer.statusCode!, answer.headers)
      answer.pipe(response)
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
