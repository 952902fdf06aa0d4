import { describe, expect, it } from 'vitest'

import type { Labels } from '../../model/series.ts'
import { createMatcher } from '../promql/matcher.ts'
import type { StoredSeries } from '../storage.ts'
import { FAULT_KINDS, faultTargets, type FaultKind } from './faults.ts'
import { createWorld, type World } from './world.ts'

/** A Monday, 00:00 UTC. */
const START = 1_788_739_200
const HOUR = 3600
const DAY = 24 * HOUR

function worldOf({ seed = 1, step = 60 }: { seed?: number; step?: 15 | 60 } = {}): World {
  return createWorld({ seed, start: START, step })
}

function selected(world: World, name: string, from: number, until: number): StoredSeries[] {
  return world.select([createMatcher('__name__', '=~', name)], from * 1000, until * 1000)
}

/** The samples in [from, until) and their times in seconds. */
function samplesOf(series: StoredSeries, from: number, until: number) {
  const first = Math.ceil((from * 1000 - series.firstMs) / series.stepMs)
  const end = Math.ceil((until * 1000 - series.firstMs) / series.stepMs)
  const values = new Float64Array(end - first)
  series.read(first, values)
  const times = values.map((_, i) => (series.firstMs + (first + i) * series.stepMs) / 1000)
  return { times, values }
}

const textOf = ({ labels }: StoredSeries) => JSON.stringify(labels)

const growth = (column: Float64Array) => column.at(-1)! - column[0]!

/** All samples of all series in a time, as one text for each series. */
function everything(world: World, from: number, until: number): Map<string, string> {
  return new Map(
    selected(world, '.+', from, until).map((series) => [
      textOf(series),
      samplesOf(series, from, until).values.join(' '),
    ]),
  )
}

/** Names of the metrics of which some series differs. */
function changedMetrics(before: Map<string, string>, after: Map<string, string>): Set<string> {
  const changed = new Set<string>()
  for (const labels of new Set([...before.keys(), ...after.keys()]))
    if (before.get(labels) !== after.get(labels))
      changed.add((JSON.parse(labels) as Labels)['__name__']!)
  return changed
}

describe('a world', () => {
  it('is the same for the same seed, and another for another', () => {
    const [a, b, other] = [worldOf(), worldOf(), worldOf({ seed: 2 })].map((world) =>
      everything(world, START + 3 * HOUR, START + 4 * HOUR),
    )
    expect(changedMetrics(a!, b!)).toEqual(new Set())
    expect(changedMetrics(a!, other!)).toContain('http_requests_total')
  })

  it('gives the same samples in whatever order and pieces they are asked for', () => {
    const [one, other] = [worldOf(), worldOf()]
    everything(other, START + 9 * HOUR, START + 10 * HOUR)
    const from = START + 3 * HOUR
    const whole = everything(one, from, from + 2 * HOUR)
    const late = everything(other, from + HOUR, from + 2 * HOUR)
    const early = everything(other, from, from + HOUR)
    const pieces = new Map(
      [...whole.keys()].map((labels) => [labels, `${early.get(labels)} ${late.get(labels)}`]),
    )
    expect(whole.size).toBeGreaterThan(500)
    expect(changedMetrics(whole, pieces)).toEqual(new Set())
  })

  it('gives every so-many-eth sample when it is asked to', () => {
    const [series] = selected(worldOf(), 'node_load1', START + 3 * HOUR, START + 4 * HOUR)
    const all = new Float64Array(50)
    const tenth = new Float64Array(5)
    series!.read(200, all)
    series!.read(200, tenth, 10)
    expect([...tenth]).toEqual([0, 10, 20, 30, 40].map((i) => all[i]))
  })

  it('has no samples before its start, and days that differ', () => {
    const world = worldOf()
    expect(selected(world, '.+', START - DAY, START - 1)).toEqual([])
    const [load] = selected(world, 'node_load1', START, START + 3 * DAY)
    const days = [1, 2].map((day) => samplesOf(load!, START + day * DAY, START + (day + 1) * DAY))
    expect(days[0]!.values.join(' ')).not.toBe(days[1]!.values.join(' '))
  })

  it('has counters that only grow, but for the start of a process', () => {
    const world = worldOf()
    const resets = new Set<string>()
    const end = START + 14 * DAY
    for (const series of selected(
      world,
      'http_requests_total|http_.+_sum|.+_cpu_.+_total|pg_stat_database.+',
      START,
      end,
    )) {
      const { values } = samplesOf(series, START, end)
      const alive = values.filter((value) => !Number.isNaN(value))
      expect(alive.length).toBeGreaterThan(0)
      for (let i = 1; i < alive.length; i++)
        if (alive[i]! < alive[i - 1]!)
          resets.add(series.labels['service'] ?? series.labels['container'] ?? '?')
    }
    // Only a StatefulSet keeps its labels through a release.
    for (const service of resets) expect(['email', 'search']).toContain(service)
    expect(resets.size).toBeGreaterThan(0)
  })

  it('counts the same requests in all its metrics, in buckets that are ordered', () => {
    const world = worldOf()
    const at = START + 12 * HOUR
    const sumOf = (name: string, pod: string) =>
      selected(world, name, at, at + HOUR)
        .filter((series) => series.labels['pod'] === pod)
        .map((series) => samplesOf(series, at, at + HOUR).values)
    const pods = selected(world, 'http_request_duration_seconds_count', at, at + HOUR)
    expect(pods.length).toBeGreaterThan(15)
    for (const { labels } of pods) {
      const pod = labels['pod']!
      const buckets = sumOf('http_request_duration_seconds_bucket', pod)
      const count = sumOf('http_request_duration_seconds_count', pod)[0]!
      expect(buckets.at(-1)).toEqual(count)
      for (let i = 1; i < buckets.length; i++)
        expect(buckets[i]!.every((value, t) => value >= buckets[i - 1]![t]!)).toBe(true)
      // Rounding down hits each of the few series of a route once.
      const byCode = sumOf('http_requests_total', pod)
      const requests = byCode.reduce((sum, column) => sum + growth(column), 0)
      expect(Math.abs(requests - growth(count))).toBeLessThanOrEqual(byCode.length)
    }
  })

  it('releases versions in working hours: new pods, a new version, old series that end', () => {
    const world = worldOf()
    const builds = selected(world, 'shop_build_info', START, START + 14 * DAY)
    const versions = Map.groupBy(builds, ({ labels }) => labels['service'])
    const counts = [...versions.values()].map(
      (series) => new Set(series.map(({ labels }) => labels['version'])).size,
    )
    expect(Math.max(...counts)).toBeGreaterThan(1)
    const ended = builds.filter((series) =>
      Number.isNaN(samplesOf(series, START + 14 * DAY - 60, START + 14 * DAY).values[0]),
    )
    expect(ended.length).toBeGreaterThan(0)
  })
})

describe('two healthy weeks', () => {
  const world = worldOf()
  const end = START + 14 * DAY
  const columns = (name: string) =>
    selected(world, name, START, end).map((series) => ({
      labels: series.labels,
      values: samplesOf(series, START, end).values,
    }))
  /** Growth of a counter in each hour, over all series with this label's value. */
  const hourly = (
    name: string,
    label: string,
    wanted: (labels: Record<string, string>) => boolean,
  ) => {
    const sums = new Map<string, Float64Array>()
    for (const { labels, values } of columns(name)) {
      if (!wanted(labels)) continue
      const sum = sums.get(labels[label]!) ?? new Float64Array(14 * 24)
      sums.set(labels[label]!, sum)
      for (let i = 1; i < values.length; i++)
        if (values[i]! > values[i - 1]!) sum[Math.floor(i / 60)]! += values[i]! - values[i - 1]!
    }
    return sums
  }

  it('have few errors, steady latency, and traffic that follows the day', () => {
    const requests = hourly('http_requests_total', 'service', () => true)
    const failed = hourly('http_requests_total', 'service', (labels) => labels['code'] === '500')
    const seconds = hourly('http_request_duration_seconds_sum', 'service', () => true)
    expect(requests.size).toBe(10)
    const odd: string[] = []
    const note = (what: string, value: number, [least, most]: [number, number]) => {
      if (!(value >= least && value <= most)) odd.push(`${what}: ${value}`)
    }
    for (const [service, counts] of requests)
      for (let hour = 0; hour < counts.length; hour++) {
        const place = `of ${service} in hour ${hour}`
        note(`errors ${place}`, failed.get(service)![hour]! / counts[hour]!, [0, 0.006])
        const mean = seconds.get(service)![hour]! / counts[hour]!
        const usual = seconds.get(service)!.reduce((a, b) => a + b) / counts.reduce((a, b) => a + b)
        note(`latency ${place}`, mean / usual, [0.75, 1.3])
        // The same hour of two working days in a row.
        const workingDays = Math.floor(hour / 24) % 7 < 4
        const ratio = workingDays ? counts[hour + 24]! / counts[hour]! : 1
        note(`traffic ${place}`, ratio, [0.75, 1.35])
      }
    expect(odd).toEqual([])
    const frontend = requests.get('frontend')!
    expect(frontend[20]! / frontend[4]!).toBeGreaterThan(2)
  })

  it('keep disks, memory and connections far from their limits, and everything up', () => {
    for (const { labels, values } of columns('node_filesystem_avail_bytes'))
      expect(
        Math.min(...values) / (labels['mountpoint'] === '/' ? 40 : 200) / 2 ** 30,
      ).toBeGreaterThan(0.3)
    const connections = columns('pg_stat_activity_count').map(({ values }) => values)
    const total = connections[0]!.map((_, i) => connections.reduce((sum, one) => sum + one[i]!, 0))
    expect(Math.max(...total)).toBeLessThan(50)
    for (const { values } of columns('up')) expect(values.includes(0)).toBe(false)
    for (const { values } of columns('kube_pod_container_status_restarts_total'))
      expect(values.some((value) => value > 0)).toBe(false)
    const limits = new Map(
      columns('container_spec_memory_limit_bytes').map(({ labels, values }) => [
        labels['pod'],
        values.find((value) => value > 0),
      ]),
    )
    for (const { labels, values } of columns('container_memory_working_set_bytes'))
      expect(values.some((value) => value > 0.55 * limits.get(labels['pod'])!)).toBe(false)
  })
})

describe('faults', () => {
  const AT = START + 9 * HOUR + 17
  const healthy = worldOf()
  /** What must change within the first half hour, and what must not. */
  const EFFECTS: Record<FaultKind, { touches: string[]; spares: string[] }> = {
    slow_database: {
      touches: ['http_request_duration_seconds_bucket', 'pg_stat_activity_count', 'go_goroutines'],
      spares: [
        'up',
        'shop_build_info',
        'node_filesystem_avail_bytes',
        'process_resident_memory_bytes',
      ],
    },
    bad_deploy: {
      touches: [
        'http_requests_total',
        'http_request_duration_seconds_sum',
        'shop_build_info',
        'up',
      ],
      spares: ['node_filesystem_avail_bytes', 'redis_keyspace_hits_total'],
    },
    memory_leak: {
      touches: ['container_memory_working_set_bytes', 'process_resident_memory_bytes'],
      spares: ['up', 'http_requests_total', 'go_goroutines', 'pg_stat_activity_count'],
    },
    filling_disk: {
      touches: ['node_filesystem_avail_bytes'],
      spares: ['up', 'http_requests_total', 'node_filesystem_size_bytes', 'node_load1'],
    },
    traffic_drop: {
      touches: [
        'http_requests_total',
        'traces_service_graph_request_total',
        'node_cpu_seconds_total',
      ],
      spares: ['up', 'shop_build_info', 'node_filesystem_avail_bytes'],
    },
    silent_exporter: {
      touches: ['up', 'node_load1', 'node_cpu_seconds_total'],
      spares: ['http_requests_total', 'pg_up', 'go_goroutines'],
    },
  }

  it.each(FAULT_KINDS)('%s changes what it should from its time on, and nothing before', (kind) => {
    const broken = worldOf()
    // Asked for before the fault as well, so that what was remembered has to be forgotten.
    const before = everything(broken, AT - HOUR, AT)
    everything(broken, AT, AT + HOUR / 2)
    broken.inject(kind, { at: AT })
    expect(changedMetrics(before, everything(broken, AT - HOUR, AT))).toEqual(new Set())
    const changed = changedMetrics(
      everything(healthy, AT, AT + HOUR / 2),
      everything(broken, AT, AT + HOUR / 2),
    )
    for (const name of EFFECTS[kind].touches) expect(changed).toContain(name)
    for (const name of EFFECTS[kind].spares) expect(changed).not.toContain(name)
  })

  it.each(FAULT_KINDS)('%s ends when it is cleared', (kind) => {
    const world = worldOf()
    const { id } = world.inject(kind, { at: AT })
    everything(world, AT, AT + 3 * HOUR)
    expect(world.clear(id, AT + HOUR)).toMatchObject({ kind, at: AT, until: AT + HOUR })
    // Gauges of what is no pod are back to the healthy world's very values a few minutes later.
    const names =
      'node_filesystem_.+|node_load1|pg_stat_activity_count|pg_up|redis_memory_used_bytes|up'
    const from = AT + HOUR + 600
    for (const series of selected(healthy, names, from, from + HOUR)) {
      if (series.labels['pod']) continue
      const same = selected(world, names, from, from + HOUR).find(
        (one) => textOf(one) === textOf(series),
      )
      expect(samplesOf(same!, from, from + HOUR).values).toEqual(
        samplesOf(series, from, from + HOUR).values,
      )
    }
  })

  it('end by themselves after their duration', () => {
    const world = worldOf()
    world.inject('silent_exporter', { at: AT, target: 'cache', durationSeconds: 600 })
    const [up] = selected(world, 'redis_up', AT - HOUR, AT + HOUR)
    const { times, values } = samplesOf(up!, AT - 300, AT + 1200)
    const silent = times.filter((_, i) => Number.isNaN(values[i]))
    expect(silent.length).toBe(10)
    expect(silent[0]).toBeGreaterThanOrEqual(AT)
    expect(
      world
        .targets(AT + 300)
        .filter((target) => !target.healthy)
        .map(({ job }) => job),
    ).toEqual(['redis'])
    expect(world.targets(AT + 1200).every((target) => target.healthy)).toBe(true)
  })

  it('fill a disk in three to four hours, and not beyond empty', () => {
    const world = worldOf()
    world.inject('filling_disk', { at: AT, target: 'node-1:/' })
    const disk = selected(world, 'node_filesystem_avail_bytes', AT, AT + 6 * HOUR).find(
      ({ labels }) => labels['instance'] === 'node-1:9100' && labels['mountpoint'] === '/',
    )
    const { times, values } = samplesOf(disk!, AT, AT + 6 * HOUR)
    const full = times[values.indexOf(0)]! - AT
    expect(full).toBeGreaterThan(3 * HOUR)
    expect(full).toBeLessThan(4 * HOUR)
    expect(values.at(-1)).toBe(0)
  })

  it('kill a leaking pod at its limit, whose counters begin again at 0', () => {
    const world = worldOf()
    world.inject('memory_leak', { at: AT, target: 'cart' })
    const until = AT + 1.5 * HOUR
    const mine = (name: string) =>
      selected(world, name, AT, until).find(({ labels }) =>
        (labels['pod'] ?? '').startsWith('cart'),
      )!
    const memory = samplesOf(mine('container_memory_working_set_bytes'), AT, until).values
    expect(Math.max(...memory) / (512 * 2 ** 20)).toBeGreaterThan(0.9)
    expect(
      samplesOf(mine('kube_pod_container_status_restarts_total'), AT, until).values.at(-1),
    ).toBe(1)
    const cpu = samplesOf(mine('process_cpu_seconds_total'), AT, until).values
    const drops = cpu.filter((value, i) => i > 0 && value < cpu[i - 1]!)
    expect(drops.length).toBe(1)
    expect(drops[0]).toBeLessThan(30)
  })

  it('name what they can hit, and refuse the rest', () => {
    const world = worldOf()
    for (const kind of FAULT_KINDS)
      for (const target of faultTargets(kind))
        expect(world.inject(kind, { at: AT, target, durationSeconds: 60 }).target).toBe(target)
    expect(() => world.inject('earthquake', { at: AT })).toThrow(/slow_database, bad_deploy/)
    expect(() => world.inject('bad_deploy', { at: AT, target: 'orders-db' })).toThrow(/payment/)
    expect(() => world.clear('fault-0', AT)).toThrow(/fault-0/)
  })
})
