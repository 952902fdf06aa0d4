/**
 * node test/fuzz/otlp-fuzz.ts [SECONDS] [SEED]
 *
 * Feeds both OTLP readers random bytes and mutated messages: nothing but our own error may be
 * thrown, no body may take long or much memory, and what is accepted must be sound columns.
 */
import * as fc from 'fast-check'

import { RootOpsError } from '../../src/errors.ts'
import { createRandom } from '../../src/math/random.ts'
import type { ReceivedSpans } from '../../src/model/span.ts'
import { readOtlpTraces, type OtlpEncoding } from '../../src/sources/otlp/read-traces.ts'
import { traceRequest } from '../otlp-arbitraries.ts'
import { encodeRequest } from '../otlp-messages.ts'

const [seconds = '10', seed = '1'] = process.argv.slice(2)
const SAMPLES = 300
const MOST_MUTATIONS = 8
/** CPU time; bodies have a few kilobytes. */
const LONGEST_MS = 1000
const MOST_BYTES = 512 * 1024 * 1024
const SPECIAL = [0, 1, 0x0a, 0x12, 0x7f, 0x80, 0xff, ...Buffer.from('{}[]",:\\u0e-+.ntf ')]

const random = createRandom(Number(seed))
const below = (limit: number) => Math.floor(random() * limit)
const requests = fc.sample(traceRequest, { numRuns: SAMPLES, seed: Number(seed) })
const seeds: Record<OtlpEncoding, Buffer[]> = {
  protobuf: requests.map((request) => encodeRequest(request)),
  json: requests.map((request) => Buffer.from(JSON.stringify(request))),
}
const counts = { bodies: 0, accepted: 0, refused: 0, slowest: 0, spans: 0 }
const until = performance.now() + Number(seconds) * 1000

while (performance.now() < until) {
  for (let i = 0; i < 500; i++) {
    const encoding = random() < 0.5 ? 'protobuf' : 'json'
    tryBody(random() < 0.05 ? randomBytes(below(400)) : mutated(seeds[encoding]), encoding)
  }
  const { rss } = process.memoryUsage()
  if (rss > MOST_BYTES) throw new Error(`${rss} bytes resident after ${counts.bodies} bodies`)
}
console.log(`${JSON.stringify(counts)}: nothing found in ${seconds} s with seed ${seed}`)

function tryBody(body: Buffer, encoding: OtlpEncoding): void {
  const before = process.cpuUsage()
  try {
    const { spans, rejected } = readOtlpTraces(body, encoding)
    counts.accepted++
    counts.spans += spans.length
    check(spans, rejected.rows.length <= Math.min(100, rejected.count))
  } catch (error) {
    if (!(error instanceof RootOpsError)) report(body, encoding, error)
    counts.refused++
  }
  const { user } = process.cpuUsage(before)
  counts.bodies++
  counts.slowest = Math.max(counts.slowest, user / 1000)
  if (user / 1000 > LONGEST_MS) report(body, encoding, new Error(`took ${user / 1000} ms`))
}

function check(spans: ReceivedSpans, isListBounded: boolean): void {
  const { strings, length, attributeOffsets, attributes, pairKey, pairValue } = spans
  const isName = (id: number) => id < strings.length
  let sound = isListBounded && attributeOffsets.length === length + 1
  sound &&= attributeOffsets[length] === attributes.length
  sound &&= attributes.every((pair) => pair < pairKey.length)
  sound &&= pairKey.every(isName) && pairValue.every(isName)
  for (let row = 0; row < length; row++) {
    sound &&= isName(spans.service[row]!) && isName(spans.operation[row]!)
    sound &&= spans.kind[row]! <= 5 && spans.failed[row]! <= 1 && spans.span[row]! > 0
    sound &&= spans.durationMs[row]! >= 0 && spans.timestamp[row]! > 0
    sound &&= /^[0-9a-f]{32}$/.test(spans.traceIdOf(row))
  }
  if (!sound) throw new Error('the columns do not fit together')
}

function report(body: Buffer, encoding: OtlpEncoding, error: unknown): never {
  console.error(`${encoding}, base64: ${body.toString('base64')}`)
  throw error
}

function mutated(bodies: readonly Buffer[]): Buffer {
  let body: Buffer = Buffer.from(bodies[below(bodies.length)]!)
  for (
    let left = 1 + Math.floor(MOST_MUTATIONS * random() ** 3);
    left > 0 && body.length > 0;
    left--
  )
    body = mutate(body, bodies)
  return body
}

function mutate(body: Buffer, bodies: readonly Buffer[]): Buffer {
  const at = below(body.length)
  const to = Math.min(body.length, at + 1 + below(24))
  const kind = below(7)
  if (kind === 0) body[at] = below(256)
  else if (kind === 1) body[at]! ^= 1 << below(8)
  else if (kind === 2) body[at] = SPECIAL[below(SPECIAL.length)]!
  else if (kind === 3) return body.subarray(0, at)
  else if (kind === 4) return Buffer.concat([body.subarray(0, at), body.subarray(to)])
  else if (kind === 5) {
    const part = body.subarray(at, to)
    const again = Array.from({ length: 1 + below(4) }, () => part)
    return Buffer.concat([body.subarray(0, at), ...again, body.subarray(at)])
  } else {
    const other = bodies[below(bodies.length)]!
    const from = below(other.length + 1)
    const part = other.subarray(from, from + below(200))
    return Buffer.concat([body.subarray(0, at), part, body.subarray(to)])
  }
  return body
}

function randomBytes(length: number): Buffer {
  return Buffer.from(Array.from({ length }, () => below(256)))
}
