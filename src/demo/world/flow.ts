import type { ActiveFault } from './faults.ts'
import { demandAt } from './demand.ts'
import { hashText, normal, smoothNoise, uniform } from './noise.ts'
import { SERVICES, serviceIndex } from './shop.ts'
import { applyFaults, createStrain } from './strain.ts'
import { TICK_SECONDS, TICKS_AN_HOUR } from './tick.ts'

/** What happens in each service at each tick. Every method is cheap and can ask for any tick. */
export interface Flow {
  /** Requests (or queries) a second. */
  rate(service: number, tick: number): number
  /** Median seconds of a request, with everything it waits for. */
  latency(service: number, tick: number): number
  /** Ratio of requests that fail. */
  failing(service: number, tick: number): number
  /** Takes new faults; nothing before `fromTick` changes. */
  setFaults(faults: readonly ActiveFault[], fromTick: number): void
}

const COUNT = SERVICES.length
const RATE = 0
const LATENCY = 1
const FAILING = 2
const FIELDS = 3
const CHUNK = TICKS_AN_HOUR
/** How much of a callee's failures its caller passes on; the rest it retries or does without. */
const PASSED_ON = 0.8

const CALLS = SERVICES.map((service) =>
  service.calls.map(({ callee, times, queued }) => ({
    index: serviceIndex(callee),
    times,
    waits: queued !== true,
  })),
)
const SEEDS = SERVICES.map((service) => hashText(service.name))

/** Bounded by time: an hour of ticks is 17 KB, two weeks are 6 MB. */
export function createFlow(seed: number, start: number): Flow {
  const chunks: (Float32Array | undefined)[] = []
  let faults: readonly ActiveFault[] = []
  const at = (field: number, service: number, tick: number): number => {
    const number = Math.floor(tick / CHUNK)
    const chunk = (chunks[number] ??= fillChunk({ seed, start, faults, first: number * CHUNK }))
    return chunk[(field * COUNT + service) * CHUNK + (tick - number * CHUNK)]!
  }
  return {
    rate: (service, tick) => at(RATE, service, tick),
    latency: (service, tick) => at(LATENCY, service, tick),
    failing: (service, tick) => at(FAILING, service, tick),
    setFaults(next, fromTick) {
      faults = next
      chunks.length = Math.min(chunks.length, Math.max(0, Math.floor(fromTick / CHUNK)))
    },
  }
}

interface ChunkOptions {
  readonly seed: number
  readonly start: number
  readonly faults: readonly ActiveFault[]
  readonly first: number
}

function fillChunk({ seed, start, faults, first }: ChunkOptions): Float32Array {
  const chunk = new Float32Array(FIELDS * COUNT * CHUNK)
  const strain = createStrain()
  const now = new Float64Array(FIELDS * COUNT)
  for (let i = 0; i < CHUNK; i++) {
    const seconds = start + (first + i) * TICK_SECONDS
    applyFaults(strain, faults, first + i)
    sendTraffic(now, { seed, seconds, inbound: strain.inbound })
    answer(now, { seed, seconds, work: strain.work, failing: strain.failing })
    for (let cell = 0; cell < now.length; cell++) chunk[cell * CHUNK + i] = now[cell]!
  }
  return chunk
}

/** Requests flow from the customers down the list of services. */
function sendTraffic(
  now: Float64Array,
  { seed, seconds, inbound }: { seed: number; seconds: number; inbound: Float64Array },
): void {
  now.fill(0)
  now[0] = demandAt(seed, seconds)
  for (let service = 0; service < COUNT; service++) {
    const habit = 1 + 0.04 * smoothNoise(seed ^ SEEDS[service]!, seconds / 11_000)
    const rate = now[service]! * inbound[service]! * habit
    now[service] = rate
    for (const { index, times } of CALLS[service]!) now[index]! += rate * times
  }
}

interface AnswerOptions {
  readonly seed: number
  readonly seconds: number
  readonly work: Float64Array
  readonly failing: Float64Array
}

/** Latency and failures flow back up: a service waits for those it calls, and fails with them. */
function answer(now: Float64Array, { seed, seconds, work, failing }: AnswerOptions): void {
  for (let service = COUNT - 1; service >= 0; service--) {
    const usual = SERVICES[service]!
    const busy = Math.min(0.95, now[service]! / usual.capacity)
    const noise = latencyNoise(seed ^ SEEDS[service]!, seconds)
    let latency = usual.work * work[service]! * noise * (1 + (0.5 * busy * busy) / (1 - busy))
    let success = 1 - usual.failing * errorNoise(seed ^ SEEDS[service]!, seconds)
    success *= 1 - failing[service]!
    for (const { index, times, waits } of CALLS[service]!) {
      if (!waits) continue
      latency += times * now[LATENCY * COUNT + index]!
      success *= 1 - Math.min(1, times) * PASSED_ON * now[FAILING * COUNT + index]!
    }
    // Part of a log-logistic distribution beyond the timeout.
    success *= 1 - 1 / (1 + (usual.timeout / latency) ** usual.tail)
    now[LATENCY * COUNT + service] = latency
    now[FAILING * COUNT + service] = 1 - success
  }
}

/** A few per cent of wandering, and now and then a slow half minute, as garbage collectors have. */
function latencyNoise(seed: number, seconds: number): number {
  const tick = Math.floor(seconds / TICK_SECONDS)
  const pause = uniform(seed + 13, tick) < 0.002 ? 1 + uniform(seed + 14, tick) : 1
  return (
    pause *
    Math.exp(
      0.05 * smoothNoise(seed + 10, seconds / 10_000) +
        0.04 * smoothNoise(seed + 11, seconds / 1200) +
        0.03 * normal(seed + 12, tick),
    )
  )
}

function errorNoise(seed: number, seconds: number): number {
  return Math.exp(0.4 * smoothNoise(seed + 20, seconds / 5000))
}
