import type { Catalog } from '../catalog.ts'
import { binomial, poisson } from '../draw.ts'
import type { Model } from '../model.ts'
import { hash, hashText, normal } from '../noise.ts'
import { constant, counter, gauge } from '../reader.ts'
import { NAMESPACE, QUEUE, SERVICES, serviceIndex, type Call, type Service } from '../shop.ts'
import { TICK_SECONDS } from '../tick.ts'

const EMAIL = serviceIndex('email')
const SINCE_EVER = [-1]

/** What is seen between services: the call graph, the queue, and the shop from outside. */
export function addBetweenMetrics(catalog: Catalog, model: Model): void {
  addGraph(catalog, model)
  addQueue(catalog, model)
  addProbe(catalog, model)
}

/** The service graph that Tempo and the OpenTelemetry collector derive from traces. */
function addGraph(catalog: Catalog, model: Model): void {
  const requests = catalog.declare('traces_service_graph_request_total', {
    type: 'counter',
    help: 'Requests between two services.',
  })
  const failed = catalog.declare('traces_service_graph_request_failed_total', {
    type: 'counter',
    help: 'Requests between two services that failed.',
  })
  const target = model.target({ exporter: 'tempo', job: 'tempo', instance: 'tempo:3200' })
  for (const client of SERVICES)
    for (const call of client.calls) {
      const labels = { client: client.name, server: call.callee }
      const integral = model.integral(
        `graph/${client.name}/${call.callee}`,
        callIncrements(model, client, call),
      )
      const read = (member: number) =>
        counter({ integral, member, whole: true, starts: SINCE_EVER })
      requests({ target, labels, read: read(0) })
      failed({ target, labels, read: read(1) })
    }
}

function callIncrements(model: Model, client: Service, { callee, times }: Call) {
  const from = serviceIndex(client.name)
  const to = serviceIndex(callee)
  const seed = hash(model.seed, from, to)
  const callers = SERVICES.map((service, index) => ({
    index,
    times: service.calls.find((call) => call.callee === callee)?.times ?? 0,
  })).filter((caller) => caller.times > 0)
  return {
    members: 2,
    at(tick: number, out: Float64Array): void {
      let all = 0
      for (const caller of callers) all += model.flow.rate(caller.index, tick) * caller.times
      const part = (model.flow.rate(from, tick) * times) / Math.max(all, 1e-9)
      const mean = model.flow.rate(to, tick) * part * TICK_SECONDS
      out[0] = poisson(mean, hash(seed, tick, 1))
      out[1] = binomial(out[0], model.flow.failing(to, tick), hash(seed, tick, 2))
    },
  }
}

function addQueue(catalog: Catalog, model: Model): void {
  const target = model.target({
    exporter: 'queue',
    job: 'rabbitmq',
    instance: 'queue-0:15692',
    labels: { namespace: NAMESPACE, service: 'queue' },
  })
  const labels = { queue: QUEUE }
  const integral = model.integral('queue', {
    members: 1,
    at(tick, out) {
      const mean = model.flow.rate(EMAIL, tick) * TICK_SECONDS
      out[0] = poisson(mean, hash(model.seed, tick, hashText(QUEUE)))
    },
  })
  catalog.declare('rabbitmq_queue_messages_ready', {
    type: 'gauge',
    help: 'Messages that wait for a consumer.',
  })({ target, labels, read: gauge((tick) => waitingMessages(model, tick)) })
  catalog.declare('rabbitmq_queue_messages_published_total', {
    type: 'counter',
    help: 'Messages that were published to the queue.',
  })({ target, labels, read: counter({ integral, member: 0, whole: true, starts: SINCE_EVER }) })
  catalog.declare('rabbitmq_queue_consumers', {
    type: 'gauge',
    help: 'Consumers of the queue.',
  })({ target, labels, read: constant(1) })
}

/** A few messages by load; more with every minute in which their consumer is a bad version. */
function waitingMessages(model: Model, tick: number): number {
  const load = model.flow.rate(EMAIL, tick) * model.flow.latency(EMAIL, tick)
  let waiting = 2 + 4 * load + 1.5 * normal(model.seed + 90, tick)
  for (const fault of model.faults) {
    if (fault.kind !== 'bad_deploy' || fault.target !== 'email' || tick < fault.from) continue
    const grown = 20 * (Math.min(tick, fault.until) - fault.from)
    waiting += Math.max(0, grown - 120 * Math.max(0, tick - fault.until))
  }
  return Math.max(0, Math.round(waiting))
}

function addProbe(catalog: Catalog, model: Model): void {
  const target = model.target({
    exporter: 'blackbox',
    job: 'blackbox',
    instance: 'https://shop.example',
  })
  const declare = (name: string, help: string) => catalog.declare(name, { type: 'gauge', help })
  declare('probe_success', '1 when the probe succeeded.')({ target, read: constant(1) })
  declare(
    'probe_duration_seconds',
    'Seconds that the probe took.',
  )({
    target,
    read: gauge((tick) => {
      const noise = Math.exp(0.12 * normal(model.seed + 91, tick))
      return 0.03 + model.flow.latency(0, tick) * noise
    }),
  })
  declare(
    'probe_ssl_earliest_cert_expiry',
    'End of the certificate, unix seconds.',
  )({
    target,
    read: constant(model.start + 75 * 86_400),
  })
}
