import { createRandom } from '../../src/math/random.ts'
import { createSeries, type Series } from '../../src/model/series.ts'

const DAY = 86_400
const STEP = 60

/** What is wrong in the history, for tests to hold answers against. Unix seconds. */
export interface Planted {
  readonly latencyStepAt: number
  readonly silentSince: number
  /** When the disk will be full if nobody stops it. */
  readonly fullAt: number
}

/**
 * Seven days of twenty series up to `now`, one a minute: seventeen healthy ones with seasons and noise
 * of several kinds, a latency that jumped fivefold 20 minutes ago, an exporter that fell silent half
 * an hour ago, and a disk that has been filling since six hours ago.
 */
export function shopHistory(now: number, seed = 1): { series: Series[]; planted: Planted } {
  const end = Math.floor(now / STEP) * STEP
  const times = Array.from({ length: (7 * DAY) / STEP + 1 }, (_, i) => end - 7 * DAY + i * STEP)
  const planted = { latencyStepAt: end - 1200, silentSince: end - 1800, fullAt: end + 4 * 3600 }
  const random = createRandom(seed)
  const noise = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  const day = (t: number) => Math.sin((2 * Math.PI * (t % DAY)) / DAY)
  const gauge = (name: string, labels: Record<string, string>, value: (t: number) => number) =>
    createSeries(
      { __name__: name, ...labels },
      Float64Array.from(times),
      Float64Array.from(times, value),
    )
  const counter = (
    name: string,
    labels: Record<string, string>,
    perSecond: (t: number) => number,
  ) => {
    let total = 0
    return gauge(name, labels, (t) => (total += Math.max(0, perSecond(t)) * STEP))
  }
  const shop = { job: 'shop', instance: 'shop:8080' }
  const node = { job: 'node', instance: 'db-2:9100' }
  const exporter = { job: 'queue', instance: 'queue:9419' }
  const isSilent = (t: number) => t >= planted.silentSince
  const heard = (series: Series): Series => ({
    ...series,
    values: series.values.map((value, i) => (isSilent(series.timestamps[i]!) ? NaN : value)),
  })
  const size = 200e9
  const filling = (t: number) => {
    const begun = end - 6 * 3600
    const left = 120e9
    const share = t < begun ? 0 : (t - begun) / (planted.fullAt - begun)
    return left * (1 - share) + 2e6 * noise()
  }
  const traffic = (t: number) => 50 + 30 * day(t) + 3 * noise()
  const latency = (t: number) =>
    (0.1 + 0.02 * day(t) + 0.006 * Math.abs(noise())) * (t >= planted.latencyStepAt ? 5 : 1)
  return {
    planted,
    series: [
      gauge('up', shop, () => 1),
      gauge('up', node, () => 1),
      gauge('up', exporter, (t) => (isSilent(t) ? 0 : 1)),
      counter('http_requests_total', { ...shop, code: '200' }, traffic),
      counter('http_requests_total', { ...shop, code: '500' }, () =>
        random() < 0.02 ? 1 / STEP : 0,
      ),
      gauge('http_request_latency_seconds', shop, latency),
      gauge('process_resident_memory_bytes', shop, (t) => 3e8 + 2e7 * day(t) + 4e6 * noise()),
      gauge('process_open_fds', shop, (t) => Math.round(60 + 10 * day(t) + 3 * noise())),
      gauge('process_max_fds', shop, () => 1024),
      gauge('shop_carts_open', shop, (t) =>
        Math.max(0, Math.round(200 + 120 * day(t) + 12 * noise())),
      ),
      gauge('shop_queue_length', shop, () => (random() < 0.3 ? Math.floor(random() * 6) : 0)),
      gauge(
        'node_filesystem_avail_bytes',
        { ...node, device: '/dev/sda1', mountpoint: '/', fstype: 'ext4' },
        () => 80e9 + 3e7 * noise(),
      ),
      gauge(
        'node_filesystem_size_bytes',
        { ...node, device: '/dev/sda1', mountpoint: '/', fstype: 'ext4' },
        () => 100e9,
      ),
      gauge(
        'node_filesystem_avail_bytes',
        { ...node, device: '/dev/sdb1', mountpoint: '/var/lib', fstype: 'ext4' },
        filling,
      ),
      gauge(
        'node_filesystem_size_bytes',
        { ...node, device: '/dev/sdb1', mountpoint: '/var/lib', fstype: 'ext4' },
        () => size,
      ),
      gauge('node_load1', node, (t) => Math.max(0, 1.2 + 0.6 * day(t) + 0.25 * noise())),
      gauge('node_memory_MemAvailable_bytes', node, (t) => 6e9 + 5e8 * day(t) + 8e7 * noise()),
      gauge('node_memory_MemTotal_bytes', node, () => 16e9),
      heard(
        gauge('queue_messages_ready', exporter, (t) => Math.max(0, 40 + 20 * day(t) + 5 * noise())),
      ),
      heard(
        counter('queue_messages_published_total', exporter, (t) => 20 + 8 * day(t) + 2 * noise()),
      ),
    ],
  }
}
