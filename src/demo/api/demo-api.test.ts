import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { createWorld } from '../world/world.ts'
import { startDemoApi, type DemoApi } from './demo-api.ts'

const START = 1_788_739_200
let now = START + 6 * 3600
const world = createWorld({ seed: 1, start: START, step: 60 })
let api: DemoApi

beforeAll(async () => {
  api = await startDemoApi(world, { port: 0, host: '127.0.0.1', now: () => now })
})

afterAll(() => api.close())

async function get(path: string, init?: RequestInit) {
  const response = await fetch(api.url + path, init)
  return { status: response.status, body: (await response.json()) as any }
}

const form = (parameters: Record<string, string>) => ({
  method: 'POST',
  body: new URLSearchParams(parameters),
})

describe('queries', () => {
  it('answer a range by GET and by form, alike', async () => {
    const parameters = { query: 'sum(up)', start: String(now - 300), end: String(now), step: '60' }
    const byForm = await get('/api/v1/query_range', form(parameters))
    expect(await get(`/api/v1/query_range?${new URLSearchParams(parameters).toString()}`)).toEqual(
      byForm,
    )
    expect(byForm.body.data.resultType).toBe('matrix')
    expect(byForm.body.data.result[0].values).toHaveLength(6)
    expect(byForm.body.data.result[0].values[0]).toEqual([
      now - 300,
      expect.stringMatching(/^\d+$/),
    ])
  })

  it('answer now when no time is given', async () => {
    const { body } = await get('/api/v1/query?query=up')
    expect(body.data.result.length).toBeGreaterThan(20)
    expect(body.data.result[0].value).toEqual([now, '1'])
  })

  it('take times and steps as Prometheus does', async () => {
    const [start, end] = [now - 120, now].map((time) => new Date(time * 1000).toISOString())
    const { body } = await get(
      '/api/v1/query_range',
      form({ query: 'vector(1)/0', start: start!, end: end!, step: '1m' }),
    )
    expect(body.data.result).toEqual([
      { metric: {}, values: [0, 60, 120].map((after) => [now - 120 + after, '+Inf']) },
    ])
  })

  it.each([
    [{ query: 'sum(', start: '0', end: '1', step: '1' }, 400, 'bad_data', 'parse error'],
    [{ query: 'up', start: '0', end: '11001', step: '1' }, 400, 'bad_data', '11,000 points'],
    [{ query: 'up', start: '2', end: '1', step: '1' }, 400, 'bad_data', 'before start'],
    [{ query: 'up', start: '1', end: '2', step: '0' }, 400, 'bad_data', 'zero or negative'],
    [{ query: 'up', start: 'soon', end: '2', step: '1' }, 400, 'bad_data', '"start"'],
    [
      {
        query: 'up / on(job) up',
        start: String(START + 7000),
        end: String(START + 7200),
        step: '60',
      },
      422,
      'execution',
      'many-to-many',
    ],
  ])('refuse %j', async (parameters, status, errorType, message) => {
    const answer = await get('/api/v1/query_range', form(parameters))
    expect(answer).toMatchObject({ status, body: { status: 'error', errorType } })
    expect(answer.body.error).toContain(message)
  })

  it('allow exactly 11,000 steps', async () => {
    const parameters = { query: 'vector(1)', start: '0', end: '11000', step: '1' }
    expect((await get('/api/v1/query_range', form(parameters))).status).toBe(200)
  })
})

describe('discovery', () => {
  it('lists series, and says when a limit cuts them', async () => {
    const all = await get('/api/v1/series?match[]=up&match[]=pg_up')
    const some = await get('/api/v1/series?match[]=up&match[]=pg_up&limit=3')
    expect(all.body.data.length).toBeGreaterThan(20)
    expect(some.body.data).toHaveLength(3)
    expect(some.body.warnings).toEqual(['results truncated due to limit'])
    expect((await get('/api/v1/series')).status).toBe(400)
  })

  it('knows metric names, labels, metadata and targets', async () => {
    const names = (await get('/api/v1/label/__name__/values')).body.data as string[]
    expect(names).toContain('http_request_duration_seconds_bucket')
    expect((await get('/api/v1/labels?match[]=pg_stat_activity_count')).body.data).toEqual(
      expect.arrayContaining(['__name__', 'datname', 'instance', 'state']),
    )
    const metadata = (await get('/api/v1/metadata')).body.data
    expect(metadata.http_request_duration_seconds).toMatchObject([{ type: 'histogram' }])
    // Every name that is listed belongs to a family that is described.
    expect(names.filter((name) => !metadata[name] && !metadata[familyOf(name)])).toEqual([])
    const { activeTargets } = (await get('/api/v1/targets?state=active')).body.data
    const up = (await get('/api/v1/query?query=up')).body.data.result
    expect(activeTargets).toHaveLength(up.length)
    expect(activeTargets[0]).toMatchObject({ health: 'up', scrapeInterval: '60s' })
  })

  it('answers the status routes and says no to others', async () => {
    expect((await get('/api/v1/status/tsdb')).body.data.headStats.numSeries).toBeGreaterThan(500)
    expect((await get('/api/v1/status/buildinfo')).body.data.version).toMatch(/^\d+\.\d+/)
    expect((await get('/api/v1/rules?type=record')).body.data).toEqual({ groups: [] })
    expect((await get('/api/v1/nowhere')).status).toBe(404)
    expect((await fetch(`${api.url}/-/ready`)).status).toBe(200)
  })

  it('listens on loopback only', async () => {
    await expect(startDemoApi(world, { port: 0, host: '0.0.0.0', now: () => now })).rejects.toThrow(
      /loopback/,
    )
  })
})

const familyOf = (name: string) => name.replace(/_(bucket|sum|count)$/, '')

const post = (body: unknown) => get('/demo/faults', { method: 'POST', body: JSON.stringify(body) })

describe('the buttons', () => {
  it('break something from now on, and mend it', async () => {
    const broken = await post({ kind: 'traffic_drop' })
    expect(broken).toMatchObject({
      status: 200,
      body: { kind: 'traffic_drop', target: 'frontend', at: now },
    })
    const query = '/api/v1/query?query=sum(rate(http_requests_total{service="frontend"}[5m]))'
    const rate = async () => Number((await get(query)).body.data.result[0].value[1])
    const before = await rate()
    now += 600
    expect(await rate()).toBeLessThan(0.5 * before)
    expect((await get('/demo/faults')).body).toMatchObject({
      faults: [{ id: broken.body.id, until: null }],
      active: [broken.body.id],
    })
    await get(`/demo/faults/${broken.body.id}`, { method: 'DELETE' })
    now += 600
    expect(await rate()).toBeGreaterThan(0.8 * before)
    expect((await get('/demo/faults')).body.active).toEqual([])
  })

  it('say what they cannot do', async () => {
    expect(await post({ kind: 'earthquake' })).toMatchObject({ status: 400 })
    expect(await post({ kind: 'bad_deploy', target: 'moon' })).toMatchObject({ status: 400 })
    expect(await post({})).toMatchObject({ status: 400 })
    expect(await get('/demo/faults', { method: 'POST', body: '{' })).toMatchObject({ status: 400 })
    expect(await get('/demo/faults/none', { method: 'DELETE' })).toMatchObject({ status: 404 })
  })
})

it('has alerting rules, and answers what they compare', async () => {
  const { groups } = (await get('/api/v1/rules?type=alert')).body.data
  const { rules } = groups[0]
  expect(rules[0]).toMatchObject({ name: 'HighErrorRate', type: 'alerting', duration: 300 })
  const counts = async (query: string) =>
    (await get('/api/v1/query', form({ query }))).body.data.result.length as number
  for (const { query } of rules) {
    // Asked without their comparison all have series; with it, none: nobody is woken on a good day.
    const left = query.slice(0, query.search(/ (<|>|==) /))
    expect({ left, series: await counts(left) }).not.toEqual({ left, series: 0 })
    expect({ query, series: await counts(query) }).toEqual({ query, series: 0 })
  }
})
