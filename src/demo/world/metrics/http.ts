import type { Catalog } from '../catalog.ts'
import { binomial, poisson, spread } from '../draw.ts'
import type { Increments } from '../hours.ts'
import type { Model } from '../model.ts'
import { hash, normal } from '../noise.ts'
import type { Pod } from '../pods.ts'
import { counter } from '../reader.ts'
import { SERVICES, type Route } from '../shop.ts'
import { TICK_SECONDS } from '../tick.ts'

/** Upper bounds of the latency histogram in seconds. */
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, Infinity]

/** Requests by route and code, and their latency, as each pod counts them. */
export function addHttpMetrics(catalog: Catalog, model: Model): void {
  const requests = catalog.declare('http_requests_total', {
    type: 'counter',
    help: 'HTTP requests served, by route and status code.',
  })
  const histogram = addHistogram(catalog)
  SERVICES.forEach((service, index) => {
    for (const pod of service.kind === 'http' ? model.rosters[index]!.pods : []) {
      const target = model.podTarget(pod)
      service.routes.forEach((route, number) => {
        const increments = requestIncrements(model, { pod, index, route, number })
        const integral = model.integral(`requests/${pod.name}/${number}`, increments)
        codesOf(pod).forEach((code, member) => {
          requests({
            target,
            labels: { route: route.route, method: route.method, code },
            read: counter({ integral, member, whole: true, starts: pod.starts }),
          })
        })
      })
      histogram(model, pod, index)
    }
  })
}

function codesOf(pod: Pod): string[] {
  return ['200', pod.service.name === 'auth' ? '401' : '404', '500']
}

function addHistogram(catalog: Catalog) {
  const family = 'http_request_duration_seconds'
  const help = 'Seconds until an HTTP request was answered.'
  const declare = (suffix: string) =>
    catalog.declare(family + suffix, { type: 'histogram', help, family })
  const [bucket, sum, count] = [declare('_bucket'), declare('_sum'), declare('_count')]
  return (model: Model, pod: Pod, index: number): void => {
    const target = model.podTarget(pod)
    const integral = model.integral(`latency/${pod.name}`, latencyIncrements(model, pod, index))
    const read = (member: number, whole = true) =>
      counter({ integral, member, whole, starts: pod.starts })
    BUCKETS.forEach((bound, member) => {
      const le = bound === Infinity ? '+Inf' : String(bound)
      bucket({ target, labels: { le }, read: read(member) })
    })
    sum({ target, read: read(BUCKETS.length, false) })
    count({ target, read: read(BUCKETS.length - 1) })
  }
}

/** Requests that a pod gets on its route number `number` within a tick. */
function arrivals(
  model: Model,
  { pod, index, number }: { pod: Pod; index: number; number: number },
  tick: number,
): number {
  const part = model.rosters[index]!.share(pod, tick) * pod.service.routes[number]!.share
  const mean = model.flow.rate(index, tick) * part * TICK_SECONDS
  return poisson(mean, hash(pod.seed, tick, 100 + number))
}

function requestIncrements(
  model: Model,
  of: { pod: Pod; index: number; route: Route; number: number },
): Increments {
  const { pod, index, number } = of
  return {
    members: 3,
    from: pod.from,
    at(tick, out) {
      const all = arrivals(model, of, tick)
      const failed = binomial(
        all,
        model.flow.failing(index, tick),
        hash(pod.seed, tick, 200 + number),
      )
      const refused = binomial(
        all - failed,
        pod.service.refusing,
        hash(pod.seed, tick, 300 + number),
      )
      out[0] = all - failed - refused
      out[1] = refused
      out[2] = failed
    },
  }
}

/** Log-logistic latency: P(seconds <= x) = 1 / (1 + (median / x)^tail). Members: buckets, sum. */
function latencyIncrements(model: Model, pod: Pod, index: number): Increments {
  const { tail, routes } = pod.service
  const powers = BUCKETS.map((bound) => bound ** tail)
  const upTo = new Float64Array(BUCKETS.length)
  const meanOfMedian = Math.PI / tail / Math.sin(Math.PI / tail)
  return {
    members: BUCKETS.length + 1,
    from: pod.from,
    at(tick, out) {
      let all = 0
      for (let number = 0; number < routes.length; number++)
        all += arrivals(model, { pod, index, number }, tick)
      const median = model.flow.latency(index, tick) * (1 + 0.03 * normal(pod.seed, tick, 5))
      const power = median ** tail
      for (let i = 0; i < upTo.length; i++) upTo[i] = powers[i]! / (powers[i]! + power)
      upTo[BUCKETS.length - 1] = 1
      spread(all, upTo, { seed: pod.seed, tick }, out)
      const spreadOfMean = Math.max(0, 1 + (0.5 * normal(pod.seed, tick, 6)) / Math.sqrt(all + 1))
      out[BUCKETS.length] = all * median * meanOfMedian * spreadOfMean
    },
  }
}
