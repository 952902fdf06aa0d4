import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Received {
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: unknown
  readonly status: number
}

/** A receiver on loopback that answers what it is told to, and remembers what it was sent. */
export interface ReceiverServer {
  readonly url: string
  readonly received: Received[]
  /** What the next requests are answered, one each; 200 after that. `hang`: nothing at all. */
  answers: (number | 'hang' | { status: number; headers: Record<string, string>; body?: string })[]
  stop(): Promise<void>
}

export async function startReceiver(): Promise<ReceiverServer> {
  const server = createServer((request, response) => {
    void (async () => {
      const chunks: Buffer[] = []
      for await (const chunk of request) chunks.push(chunk as Buffer)
      const answer = receiver.answers.shift() ?? 200
      const status = answer === 'hang' ? 0 : typeof answer === 'number' ? answer : answer.status
      receiver.received.push({
        path: request.url ?? '',
        headers: request.headers,
        body: JSON.parse(Buffer.concat(chunks).toString()) as unknown,
        status,
      })
      if (answer === 'hang') return
      const { headers = {}, body = 'said' } = typeof answer === 'number' ? {} : answer
      response.writeHead(status, headers).end(body)
    })()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const receiver: ReceiverServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received: [],
    answers: [],
    async stop() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
  return receiver
}
