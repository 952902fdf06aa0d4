import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

import { createRandom } from '../../src/math/random.ts'
import { createSeries, type Series } from '../../src/model/series.ts'

const ROUTES = ['/cart', '/pay', '/search', '/stock']
const STEP = 1

/** A service that Prometheus scrapes every second, with a past to back-fill that goes over into it. */
export interface LiveShop {
  /** The scrape_config of it, to put under `scrape_configs:`. */
  readonly scrapeConfig: string
  /** From now on every route is five times as slow. */
  slowDown(): void
  /** What would have been scraped in the `seconds` up to now. */
  history(seconds: number): Series[]
  stop(): Promise<void>
}

interface Metric {
  readonly name: string
  readonly type: 'counter' | 'gauge'
  readonly labels: Readonly<Record<string, string>>
  readonly at: (time: number) => number
}

export async function startLiveShop(): Promise<LiveShop> {
  const born = Math.floor(Date.now() / 1000) - 86_400
  let slow = 1
  const metrics = ROUTES.flatMap((route, i): Metric[] => [
    {
      name: 'shop_requests_total',
      type: 'counter',
      labels: { route },
      at: (time) => Math.floor((20 + 5 * i) * (time - born) + 3 * noise(time, i)),
    },
    {
      name: 'shop_latency_seconds',
      type: 'gauge',
      labels: { route },
      at: (time) => slow * (0.1 + 0.02 * i) * Math.exp(0.05 * noise(time, 10 + i)),
    },
  ])
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'text/plain; version=0.0.4')
    response.end(exposition(metrics, Math.floor(Date.now() / 1000)))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const instance = `127.0.0.1:${(server.address() as AddressInfo).port}`
  const target = { job: 'shop', instance }
  return {
    scrapeConfig: `- {job_name: shop, scrape_interval: 1s, static_configs: [{targets: ['${instance}']}]}`,
    slowDown: () => (slow = 5),
    history(seconds) {
      const end = Math.floor(Date.now() / 1000)
      const times = Float64Array.from({ length: seconds }, (_, i) => end - (seconds - i) * STEP)
      const up = createSeries(
        { __name__: 'up', ...target },
        times,
        times.map(() => 1),
      )
      return [
        up,
        ...metrics.map(({ name, labels, at }) =>
          createSeries({ __name__: name, ...labels, ...target }, times, times.map(at)),
        ),
      ]
    },
    async stop() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

/** Normal noise that is the same whenever one asks for the same second. */
function noise(time: number, stream: number): number {
  const random = createRandom(time * 97 + stream)
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}

function exposition(metrics: readonly Metric[], time: number): string {
  const lines = [...Map.groupBy(metrics, ({ name }) => name)].flatMap(([name, members]) => [
    `# TYPE ${name} ${members[0]!.type}`,
    ...members.map(({ labels, at }) => {
      const pairs = Object.entries(labels).map(([label, value]) => `${label}="${value}"`)
      return `${name}{${pairs.join(',')}} ${at(time)}`
    }),
  ])
  return `${lines.join('\n')}\n`
}
