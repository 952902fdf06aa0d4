import { readRangeBytes } from '../src/sources/files/range-answer.ts'
import { compare, type Suite } from './suite.ts'

interface Answer {
  data: { result: { metric: Record<string, string>; values: [number, string][] }[] }
}

export const suite: Suite = {
  what: 'an answer of query_range, 1,000 series of 1,440 points, into columns',
  async run() {
    const body = rangeAnswer(1000, 1440)
    const [ours, parse] = compare(
      () => readRangeBytes(body, 'bench'),
      () => parsed(body),
      5,
    )
    const points = 1_440_000
    return [
      {
        what: `own scanner against JSON.parse and Float64Array (${(body.length / 1e6).toFixed(0)} MB)`,
        measured: `${ours.toFixed(0)} ms against ${parse.toFixed(0)} ms CPU: ${(ours / parse).toFixed(2)} ×, ${(points / ours / 1000).toFixed(1)} M points/s`,
        wanted: '≤ 0.5 ×',
      },
    ]
  },
}

function parsed(body: Uint8Array): Float64Array[] {
  const { data } = JSON.parse(Buffer.from(body).toString()) as Answer
  return data.result.map(({ values }) => Float64Array.from(values, ([, value]) => Number(value)))
}

export function rangeAnswer(series: number, points: number): Uint8Array {
  const result = Array.from({ length: series }, (_, s) => ({
    metric: {
      __name__: 'http_requests_total',
      job: 'shop',
      instance: `10.0.0.${s}:8080`,
      code: '200',
    },
    values: Array.from({ length: points }, (__, p) => [
      1_790_000_000 + p * 60,
      String(Math.round((100 + 50 * Math.sin(p / 200 + s)) * 1e4) / 1e4),
    ]),
  }))
  return Buffer.from(JSON.stringify({ status: 'success', data: { resultType: 'matrix', result } }))
}
