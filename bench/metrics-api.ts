/**
 * A process that answers like a Prometheus: `gauges` gauges of 50 instances each, with a day's season
 * and noise, at any time that is asked for. Prints the port it listens on.
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

import { createRandom } from '../src/math/random.ts'

const INSTANCES = 50
const DAY_MINUTES = 1440
/** Noise of a minute of the day is one of these: enough that no sample foretells the next. */
const VARIANTS = 61

const gauges = Number(process.argv[2])
const names = Array.from({ length: gauges }, (_, i) => `bench_load_${i}`)
const random = createRandom(11)
/** `VARIANTS` texts of a value for each minute of the day. */
const texts = Array.from({ length: DAY_MINUTES * VARIANTS }, (_, i) => {
  const minute = Math.floor(i / VARIANTS)
  const noise = random() + random() + random() - 1.5
  return (100 + 30 * Math.sin((minute / DAY_MINUTES) * 2 * Math.PI) + 5 * noise).toFixed(3)
})

function labelsOf(name: string, instance: number) {
  return { __name__: name, instance: `10.0.0.${instance}:9100`, job: 'bench' }
}

function rangeAnswer(query: string, start: number, end: number, step: number): string {
  const name = /bench_load_\d+/.exec(query)?.[0]
  const times: number[] = []
  for (let time = start; time <= end; time += step) times.push(time)
  const result = Array.from({ length: name ? INSTANCES : 1 }, (_, instance) => {
    const { __name__, ...labels } = labelsOf(name ?? 'up', instance)
    const values = times.map((time) => `[${time},"${textAt(time, instance)}"]`)
    return `{"metric":${JSON.stringify(name ? labels : {})},"values":[${values.join(',')}]}`
  })
  return `{"status":"success","data":{"resultType":"matrix","result":[${result.join(',')}]}}`
}

function textAt(time: number, instance: number): string {
  const minute = Math.floor(time / 60)
  const variant = (Math.imul(minute, 2654435761) + Math.imul(instance, 40503)) >>> 0
  return texts[(minute % DAY_MINUTES) * VARIANTS + (variant % VARIANTS)]!
}

function answer(path: string, parameters: URLSearchParams): string | undefined {
  const number = (name: string) => Number(parameters.get(name))
  const match = parameters.get('match[]') ?? ''
  switch (path) {
    case '/api/v1/query_range':
      return rangeAnswer(
        parameters.get('query') ?? '',
        number('start'),
        number('end'),
        number('step'),
      )
    case '/api/v1/label/__name__/values':
      return success(names)
    case '/api/v1/metadata':
      return success(
        Object.fromEntries(names.map((name) => [name, [{ type: 'gauge', help: '', unit: '' }]])),
      )
    case '/api/v1/series': {
      const name = /bench_load_\d+/.exec(match)?.[0] ?? ''
      return success(Array.from({ length: INSTANCES }, (_, i) => labelsOf(name, i)))
    }
    case '/api/v1/status/buildinfo':
      return success({ version: '3.0.0' })
    default:
      return undefined
  }
}

function success(data: unknown): string {
  return JSON.stringify({ status: 'success', data })
}

const server = createServer((request, response) => {
  const url = new URL(request.url ?? '/', 'http://bench')
  let body = ''
  request.setEncoding('utf8')
  request.on('data', (chunk: string) => (body += chunk))
  request.on('end', () => {
    const text = answer(url.pathname, new URLSearchParams(body || url.search))
    response.writeHead(text === undefined ? 404 : 200, { 'content-type': 'application/json' })
    response.end(text ?? '{"status":"error","errorType":"not_found","error":"not found"}')
  })
})
server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port))
