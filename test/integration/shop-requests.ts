import { createRandom } from '../../src/math/random.ts'
import { createSeries, type Series } from '../../src/model/series.ts'

/** What a Prometheus client library exposes, scraped every quarter of a minute. */
const STEP = 15
const BUCKETS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, Infinity]

export interface ShopRequests {
  /** Unix seconds of the last sample. */
  readonly end: number
  readonly hours?: number
  /** Unix seconds from which checkout has five times its requests, each five times as slow. */
  readonly fivefoldSince?: number
  readonly seed?: number
}

interface Instance {
  readonly job: string
  readonly instance: string
  readonly perSecond: number
  readonly medianSeconds: number
}

const INSTANCES: readonly Instance[] = [
  { job: 'shop', instance: 'shop-1:8080', perSecond: 12, medianSeconds: 0.04 },
  { job: 'shop', instance: 'shop-2:8080', perSecond: 9, medianSeconds: 0.04 },
  { job: 'checkout', instance: 'checkout-1:8080', perSecond: 6, medianSeconds: 0.08 },
]

/**
 * `http_requests_total` and `http_request_duration_seconds_bucket` of three instances of two jobs:
 * requests arrive by chance at a steady rate and take log-normal times. Nothing is wrong with shop.
 */
export function shopRequests({ end, hours = 2, fivefoldSince, seed = 1 }: ShopRequests): Series[] {
  const random = createRandom(seed)
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  const length = (hours * 3600) / STEP + 1
  const times = Float64Array.from({ length }, (_, i) => end - (length - 1 - i) * STEP)
  return INSTANCES.flatMap(({ job, instance, perSecond, medianSeconds }) => {
    const total = new Float64Array(length)
    const buckets = BUCKETS.map(() => new Float64Array(length))
    const sofar = BUCKETS.map(() => 0)
    times.forEach((time, i) => {
      const odd = job === 'checkout' && fivefoldSince !== undefined && time > fivefoldSince
      const mean = perSecond * STEP * (odd ? 5 : 1)
      const requests = Math.max(0, Math.round(mean + Math.sqrt(mean) * normal()))
      for (let request = 0; request < requests; request++) {
        const seconds = medianSeconds * (odd ? 5 : 1) * Math.exp(0.5 * normal())
        BUCKETS.forEach((bound, b) => (sofar[b]! += seconds <= bound ? 1 : 0))
      }
      total[i] = sofar.at(-1)!
      buckets.forEach((bucket, b) => (bucket[i] = sofar[b]!))
    })
    const labels = { job, instance }
    return [
      createSeries({ __name__: 'http_requests_total', ...labels, code: '200' }, times, total),
      ...buckets.map((bucket, b) => {
        const le = BUCKETS[b] === Infinity ? '+Inf' : String(BUCKETS[b])
        const name = 'http_request_duration_seconds_bucket'
        return createSeries({ __name__: name, ...labels, le }, times, bucket)
      }),
    ]
  })
}
