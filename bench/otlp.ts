import { gunzipSync, gzipSync } from 'node:zlib'

import { analyzeTraces } from '../src/detect/traces/analyze-traces.ts'
import { createRandom } from '../src/math/random.ts'
import {
  encodeRequest,
  type KeyValue,
  type Span,
  type TraceRequest,
} from '../test/otlp-messages.ts'
import { traceProto } from '../test/otlp-proto.ts'
import { readOtlpTraces, type OtlpEncoding } from '../src/sources/otlp/read-traces.ts'
import { cpuMilliseconds, type Row, type Suite } from './suite.ts'

const SPANS = 100_000
/** What a collector sends at once by default. */
const SPANS_OF_REQUEST = 8192
const SPANS_OF_TRACE = 16
const TIMES = 5
const START_NANOS = 1_790_000_000_000_000_000n
const NOW = 1_790_003_600

export const suite: Suite = {
  what: `${SPANS.toLocaleString('en')} spans with eight attributes over OTLP, from gzip bytes to the verdict`,
  async run() {
    const { protobuf, json } = traceBodies()
    return [
      ...measure('protobuf', { ...protobuf, least: '500,000' }),
      ...measure('json', { ...json, least: '180,000' }),
      ...(await libraryRows(protobuf.bodies, json.bodies)),
    ]
  },
}

/** Only bytes are kept: the objects they are made of would make every collection of garbage long. */
function traceBodies(): Record<OtlpEncoding, Omit<Bodies, 'least'>> {
  const requests = traceRequests()
  const whole = { resourceSpans: requests.flatMap(({ resourceSpans = [] }) => resourceSpans) }
  const jsonOf = (request: TraceRequest) => Buffer.from(JSON.stringify(request))
  return {
    protobuf: { bodies: requests.map(encodeRequest), whole: encodeRequest(whole) },
    json: { bodies: requests.map(jsonOf), whole: jsonOf(whole) },
  }
}

interface Bodies {
  /** Requests of a collector. */
  readonly bodies: readonly Buffer[]
  /** All spans in one request. */
  readonly whole: Buffer
  readonly least: string
}

function measure(encoding: OtlpEncoding, { bodies, whole, least }: Bodies): Row[] {
  const packed = bodies.map((body) => gzipSync(body))
  const packedWhole = gzipSync(whole)
  const size = `${(whole.length / SPANS).toFixed(0)} bytes a span, ${(packedWhole.length / SPANS).toFixed(0)} packed`
  const columns = (body: Buffer) => readOtlpTraces(gunzipSync(body), encoding)
  const verdict = (body: Buffer) => {
    const { spans, rejected, warnings } = columns(body)
    return analyzeTraces(spans, { now: NOW, rejected, warnings })
  }
  const rateOf = (call: () => unknown) => rate(cpuMilliseconds(call, TIMES))
  return [
    {
      what: `${encoding} (${size}), ${SPANS_OF_REQUEST} spans a request: gzip bytes to verdict`,
      measured: rateOf(() => packed.forEach(verdict)),
      wanted: `≥ ${least}/s`,
    },
    { what: '— to columns', measured: rateOf(() => packed.forEach(columns)) },
    {
      what: '— unpacked bytes to columns',
      measured: rateOf(() => bodies.forEach((body) => readOtlpTraces(body, encoding))),
    },
    {
      what: '— all spans in one request: gzip bytes to verdict',
      measured: rateOf(() => verdict(packedWhole)),
    },
  ]
}

/** What others need for the same bytes, unpacked, to objects. */
async function libraryRows(protobuf: readonly Buffer[], json: readonly Buffer[]): Promise<Row[]> {
  const { default: library } = await import('protobufjs')
  const { root } = library.parse(traceProto)
  const Request = root.lookupType('otlp.ExportTraceServiceRequest')
  const decode = () => protobuf.forEach((body) => Request.decode(body))
  const parse = () => json.forEach((body): unknown => JSON.parse(body.toString()))
  const size = `${SPANS_OF_REQUEST} spans a request`
  return [
    {
      what: `protobufjs, the same protobuf to objects, ${size}`,
      measured: rate(cpuMilliseconds(decode)),
    },
    {
      what: `JSON.parse, the same JSON to objects, ${size}`,
      measured: rate(cpuMilliseconds(parse)),
    },
  ]
}

function rate(milliseconds: number): string {
  const perSecond = Math.round((SPANS / milliseconds) * 1000).toLocaleString('en')
  return `${perSecond} spans per CPU second, ${((milliseconds * 1000) / SPANS).toFixed(2)} µs a span`
}

/** 20 services, 40 operations of each, traces of 16 spans in a row. */
export function traceRequests(): TraceRequest[] {
  const random = createRandom(3)
  const requests: TraceRequest[] = []
  for (let first = 0; first < SPANS; first += SPANS_OF_REQUEST) {
    const service = (first / SPANS_OF_REQUEST) % 20
    const length = Math.min(SPANS_OF_REQUEST, SPANS - first)
    const spans = Array.from({ length }, (_, i) => spanOf(first + i, random))
    requests.push({
      resourceSpans: [
        {
          resource: { attributes: resourceAttributes(service) },
          scopeSpans: [
            { scope: { name: '@opentelemetry/instrumentation-http', version: '0.5' }, spans },
          ],
        },
      ],
    })
  }
  return requests
}

function spanOf(i: number, random: () => number): Span {
  const start = START_NANOS + BigInt(Math.floor((i / SPANS) * 3.6e12))
  const nanos = BigInt(Math.floor(1e6 * Math.exp(1 + random())))
  return {
    traceId: idOf(Math.floor(i / SPANS_OF_TRACE), 32),
    spanId: idOf(i, 16),
    parentSpanId: i % SPANS_OF_TRACE === 0 ? '' : idOf(i - 1, 16),
    name: `GET /api/v1/items/${i % 40}`,
    kind: 1 + (i % 5),
    startTimeUnixNano: String(start),
    endTimeUnixNano: String(start + nanos),
    attributes: [
      text('http.request.method', 'GET'),
      { key: 'http.response.status_code', value: { intValue: i % 50 ? '200' : '500' } },
      text('url.path', `/api/v1/items/${i % 977}`),
      text('server.address', `svc-${i % 20}.default.svc.cluster.local`),
      { key: 'network.peer.port', value: { intValue: '8080' } },
      text('db.query.text', i % 4 ? '' : 'SELECT * FROM items WHERE id = $1'),
      { key: 'thread.id', value: { intValue: String(i % 64) } },
      text('user.tier', i % 3 ? 'free' : 'gold'),
    ],
    status: { code: i % 50 ? 0 : 2 },
  }
}

function resourceAttributes(service: number): KeyValue[] {
  return [
    text('service.name', `svc-${service}`),
    text('service.version', `1.2.${service % 3}`),
    text('host.name', `node-${service % 7}`),
    text('k8s.pod.name', `svc-${service}-7d9f8b6c5-abcde`),
    text('telemetry.sdk.language', 'nodejs'),
    text('deployment.environment', 'prod'),
  ]
}

function text(key: string, stringValue: string): KeyValue {
  return { key, value: { stringValue } }
}

/** Digits that look random and are the same in every run (Knuth's multiplicative hashing). */
function idOf(i: number, digits: number): string {
  let id = ''
  for (let seed = i + 1; id.length < digits; seed++)
    id += (Math.imul(seed + digits, 2_654_435_761) >>> 0).toString(16).padStart(8, '0')
  return id
}
