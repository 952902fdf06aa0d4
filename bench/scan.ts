import { compareFresh } from './compare-fresh.ts'
import type { Suite } from './suite.ts'

const SERIES = 500
const POINTS = 1440

export const suite: Suite = {
  what: 'an answer of query_range, 500 series of 1,440 points, into columns',
  async run() {
    const body = rangeAnswer(SERIES, POINTS)
    const [ours, parse] = await compareFresh(body, 'scan', 'parseColumns')
    const ratio = (key: 'cold' | 'warm') =>
      `${ours[key].toFixed(0)} ms against ${parse[key].toFixed(0)} ms CPU: ${(ours[key] / parse[key]).toFixed(2)} ×`
    const perSecond = (SERIES * POINTS) / ours.warm / 1000
    return [
      {
        what: `own scanner against JSON.parse and Float64Array (${(body.length / 1e6).toFixed(0)} MB)`,
        measured: `${ratio('warm')}, ${perSecond.toFixed(1)} M points a second of CPU`,
        wanted: '≤ 0.5 ×',
      },
      { what: 'the same, the first of a process', measured: ratio('cold') },
      {
        what: 'memory for it, at its highest',
        measured: `${(ours.memory / 1e6).toFixed(0)} MB against ${(parse.memory / 1e6).toFixed(0)} MB`,
      },
    ]
  },
}

function rangeAnswer(series: number, points: number): Uint8Array {
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
