import type { Catalog } from '../catalog.ts'
import { binomial, poisson } from '../draw.ts'
import type { Metric } from '../metric.ts'
import type { Model } from '../model.ts'
import { hash, normal, smoothNoise } from '../noise.ts'
import { constant, counter, gauge } from '../reader.ts'
import { MAX_CONNECTIONS, NAMESPACE, serviceIndex } from '../shop.ts'
import { TICK_SECONDS } from '../tick.ts'

const DATABASE = serviceIndex('orders-db')
const CACHE = serviceIndex('cache')
const CHECKOUT = serviceIndex('checkout')
const SINCE_EVER = [-1]

/** What the exporters beside the database and the cache say. */
export function addStoreMetrics(catalog: Catalog, model: Model): void {
  addDatabase(catalog, model)
  addCache(catalog, model)
}

function addDatabase(catalog: Catalog, model: Model): void {
  const declare = (name: string, type: Metric['type'], help: string) =>
    catalog.declare(name, { type, help })
  const target = model.target({
    exporter: 'orders-db',
    job: 'postgres',
    instance: 'orders-db-0:9187',
    labels: { namespace: NAMESPACE, service: 'orders-db' },
  })
  const labels = { datname: 'orders' }
  declare(
    'pg_up',
    'gauge',
    '1 when the exporter reached the server.',
  )({
    target,
    read: constant(1),
  })
  declare(
    'pg_settings_max_connections',
    'gauge',
    'Connections that the server allows.',
  )({
    target,
    read: constant(MAX_CONNECTIONS),
  })
  const activity = declare('pg_stat_activity_count', 'gauge', 'Connections by state.')
  for (const state of ['active', 'idle', 'idle in transaction'] as const)
    activity({
      target,
      labels: { ...labels, state },
      read: gauge((tick) => connections(model, tick)[state]),
    })
  const integral = model.integral('database', databaseIncrements(model))
  const counters = [
    ['pg_stat_database_xact_commit', 'Transactions that were committed.'],
    ['pg_stat_database_xact_rollback', 'Transactions that were rolled back.'],
    ['pg_stat_database_blks_hit', 'Blocks that were found in the buffer cache.'],
    ['pg_stat_database_blks_read', 'Blocks that were read from disk.'],
    ['pg_stat_statements_calls_total', 'Statements that were executed.'],
    ['pg_stat_statements_seconds_total', 'Seconds spent in statements.'],
  ] as const
  counters.forEach(([name, help], member) => {
    const whole = !name.includes('seconds')
    const read = counter({ integral, member, whole, starts: SINCE_EVER })
    declare(name, 'counter', help)({ target, labels, read })
  })
  declare(
    'pg_database_size_bytes',
    'gauge',
    'Size of the database in bytes.',
  )({
    target,
    labels,
    read: gauge((tick) => Math.floor((38e9 + tick * 900) / 8192) * 8192),
  })
}

/** Little's law: queries in work, and transactions that stay open while a checkout waits. */
function connections(model: Model, tick: number) {
  const { flow } = model
  const noise = (number: number) => 1.2 * normal(model.seed + 70, tick, number)
  const working = flow.rate(DATABASE, tick) * flow.latency(DATABASE, tick) * 1.3
  const open = flow.rate(CHECKOUT, tick) * flow.latency(CHECKOUT, tick) * 0.9
  const active = Math.max(1, Math.round(2 + working + noise(1)))
  const waiting = Math.max(0, Math.round(open + 0.5 * noise(2)))
  const pool = Math.max(30, Math.round(30 - 0.3 * (active + waiting) + noise(3)))
  const idle = Math.max(0, Math.min(pool, MAX_CONNECTIONS - 3 - active - waiting))
  return { active, idle, 'idle in transaction': waiting }
}

function databaseIncrements(model: Model) {
  const seed = hash(model.seed, DATABASE)
  return {
    members: 6,
    at(tick: number, out: Float64Array): void {
      const mean = model.flow.rate(DATABASE, tick) * TICK_SECONDS
      const all = poisson(mean, hash(seed, tick, 1))
      const failed = binomial(all, model.flow.failing(DATABASE, tick), hash(seed, tick, 2))
      out[0] = all - failed
      out[1] = failed
      out[2] = all * 24
      out[3] = binomial(all, 0.09 + 0.02 * smoothNoise(seed, tick / 200), hash(seed, tick, 3))
      out[4] = all
      out[5] = all * model.flow.latency(DATABASE, tick) * 1.2
    },
  }
}

function addCache(catalog: Catalog, model: Model): void {
  const declare = (name: string, type: Metric['type'], help: string) =>
    catalog.declare(name, { type, help })
  const target = model.target({
    exporter: 'cache',
    job: 'redis',
    instance: 'cache-0:9121',
    labels: { namespace: NAMESPACE, service: 'cache' },
  })
  const gauges = [
    ['redis_up', '1 when the exporter reached the server.', () => 1],
    ['redis_connected_clients', 'Connections of clients.', (tick: number) => clients(model, tick)],
    ['redis_memory_used_bytes', 'Memory in use.', (tick: number) => cacheMemory(model, tick)],
    ['redis_memory_max_bytes', 'Memory that it may use.', () => 2 * 1024 ** 3],
  ] as const
  for (const [name, help, value] of gauges)
    declare(name, 'gauge', help)({ target, read: gauge(value) })
  const integral = model.integral('cache', cacheIncrements(model))
  const counters = ['redis_keyspace_hits_total', 'redis_keyspace_misses_total'] as const
  counters.forEach((name, member) => {
    const read = counter({ integral, member, whole: true, starts: SINCE_EVER })
    declare(name, 'counter', 'Look-ups of keys, by whether they were there.')({ target, read })
  })
}

function clients(model: Model, tick: number): number {
  return Math.round(44 + 0.01 * model.flow.rate(CACHE, tick) + normal(model.seed + 80, tick))
}

function cacheMemory(model: Model, tick: number): number {
  const part = 0.58 + 0.02 * smoothNoise(model.seed + 81, tick / 2000)
  return Math.round((part + 0.00005 * model.flow.rate(CACHE, tick)) * 2 * 1024 ** 3)
}

function cacheIncrements(model: Model) {
  const seed = hash(model.seed, CACHE)
  return {
    members: 2,
    at(tick: number, out: Float64Array): void {
      const all = poisson(model.flow.rate(CACHE, tick) * TICK_SECONDS, hash(seed, tick, 1))
      const missed = binomial(all, 0.06 + 0.01 * smoothNoise(seed, tick / 300), hash(seed, tick, 2))
      out[0] = all - missed
      out[1] = missed
    },
  }
}
