import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'

import type { MetricsSource } from '../source.ts'
import { openPrometheus } from './open-prometheus.ts'
import type { PrometheusOptions } from './options.ts'

interface Seen {
  readonly method: string
  readonly url: string
  readonly form: URLSearchParams
  readonly headers: IncomingMessage['headers']
}
type Handler = (seen: Seen, response: ServerResponse, count: number) => void

const EMPTY = '{"status":"success","data":{"resultType":"matrix","result":[]}}'
const ONE =
  '{"status":"success","data":{"resultType":"vector","result":[{"metric":{"a":"b"},"value":[5,"1"]}]}}'

const cleanups: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup()
})

/** A server that answers as the handler says, and remembers what it was asked. */
async function serve(handler: Handler): Promise<{ url: string; seen: Seen[] }> {
  const seen: Seen[] = []
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += String(chunk)
    const { method = '', url = '', headers } = request
    const form = new URLSearchParams(method === 'POST' ? body : url.split('?')[1])
    seen.push({ method, url, form, headers })
    handler(seen.at(-1)!, response, seen.length)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  cleanups.push(async () => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen }
}

function open(
  url: string,
  options: Partial<PrometheusOptions> = {},
): MetricsSource & { pauses: number[] } {
  const pauses: number[] = []
  const source = openPrometheus({
    url,
    random: () => 0,
    sleep: async (seconds) => void pauses.push(seconds),
    environment: {},
    ...options,
  })
  cleanups.push(() => source.close())
  return { ...source, pauses }
}

async function tempFile(text: string): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'rootops-test-'))
  cleanups.push(() => rm(dir, { recursive: true }))
  await writeFile(join(dir, 'file'), text)
  return join(dir, 'file')
}

const unavailable = (message: RegExp) =>
  expect.objectContaining({
    code: 'SOURCE_UNAVAILABLE',
    message: expect.stringMatching(message) as string,
  })
const refused = (message: RegExp) =>
  expect.objectContaining({
    code: 'SOURCE_REFUSED',
    message: expect.stringMatching(message) as string,
  })

/** The headers that a server sees when asked with these options. */
async function headersSent(
  options: Partial<PrometheusOptions>,
  address: (url: string) => string = (url) => url,
): Promise<IncomingMessage['headers']> {
  const { url, seen } = await serve((_, response) => response.end(ONE))
  await open(address(url), options).query('up', 1)
  return seen[0]!.headers
}

/** Answers with data by path, computed from the parameters where it is a function; else 404. */
function answers(byPath: Record<string, unknown>, headers: Record<string, string> = {}): Handler {
  return ({ url, form }, response) => {
    const data = byPath[url.split('?')[0]!.replace('/api/v1/', '')]
    if (data === undefined) return response.writeHead(404).end('404 page not found')
    const value: unknown = typeof data === 'function' ? data(form) : data
    return response.writeHead(200, headers).end(JSON.stringify({ status: 'success', data: value }))
  }
}

function target(scrapeInterval?: string): object {
  return { labels: { job: 'a' }, health: 'up', lastError: '', scrapeInterval }
}

describe('asking', () => {
  it('posts a form to the path behind the prefix, on the grid of the step', async () => {
    const { url, seen } = await serve((_, response) => response.end(EMPTY))
    await open(`${url}/prometheus/`).queryRange('up', { start: 7, end: 100.2, step: 15 })
    expect(seen[0]).toMatchObject({ method: 'POST', url: '/prometheus/api/v1/query_range' })
    expect(Object.fromEntries(seen[0]!.form)).toEqual({
      query: 'up',
      start: '15',
      end: '90',
      step: '15',
      timeout: '30',
    })
  })

  it('splits long ranges, joins the answers and says each warning once', async () => {
    const { url, seen } = await serve(({ form }, response) => {
      const values = []
      for (let t = Number(form.get('start')); t <= Number(form.get('end')); t += 10)
        values.push([t, String(t)])
      const result = [{ metric: { a: 'b' }, values }]
      response.end(JSON.stringify({ status: 'success', data: { result }, warnings: ['partial'] }))
    })
    const source = open(url, { maxPointsPerQuery: 100 })
    const { series, warnings } = await source.queryRange('up', { start: 0, end: 2500, step: 10 })
    expect(seen.map(({ form }) => [form.get('start'), form.get('end')])).toEqual([
      ['0', '990'],
      ['1000', '1990'],
      ['2000', '2500'],
    ])
    expect(series).toHaveLength(1)
    expect(Array.from(series[0]!.values)).toEqual(Array.from({ length: 251 }, (_, i) => i * 10))
    expect(warnings).toEqual(['partial'])
    expect(source.load()).toMatchObject({ points: 251, queries: { success: 3, error: 0 } })
  })

  it('turns to GET where POST is refused, and remembers', async () => {
    const { url, seen } = await serve(({ method }, response) => {
      response.writeHead(method === 'POST' ? 405 : 200).end(ONE)
    })
    const source = open(url)
    await source.query('up', 5)
    await source.query('up', 6)
    expect(seen.map(({ method, form }) => [method, form.get('time')])).toEqual([
      ['POST', '5'],
      ['GET', '5'],
      ['GET', '6'],
    ])
  })

  it('has no more requests under way than it may', async () => {
    const held: ServerResponse[] = []
    let most = 0
    const { url } = await serve((_, response) => {
      held.push(response)
      most = Math.max(most, held.length)
      // Answers only when three are here, and after a turn in which more could come.
      if (held.length === 3)
        setImmediate(() => {
          for (const one of held.splice(0)) one.end(ONE)
        })
    })
    const source = open(url, { concurrency: 3 })
    await Promise.all(Array.from({ length: 30 }, () => source.query('up', 1)))
    expect(most).toBe(3)
  })
})

describe('trouble', () => {
  it('tries again after 503 and network failures, with growing pauses', async () => {
    const results: string[] = []
    const { url } = await serve((_, response, count) => {
      if (count === 1) response.writeHead(503).end('starting')
      else if (count === 2) response.destroy()
      else response.end(ONE)
    })
    const source = open(url, { onQuery: (result) => results.push(result) })
    expect((await source.query('up', 1)).series).toHaveLength(1)
    expect(source.pauses).toEqual([0.25, 0.5])
    expect(results).toEqual(['error', 'error', 'success'])
  })

  it('tries again when an answer breaks off', async () => {
    const { url } = await serve((_, response, count) => {
      if (count > 1) return response.end(ONE)
      response.writeHead(200, { 'content-length': ONE.length })
      return response.write(ONE.slice(0, 40), () => response.destroy())
    })
    expect((await open(url).query('up', 1)).series).toHaveLength(1)
  })

  it('waits as long as Retry-After says, and leaves a server alone that wants minutes', async () => {
    const { url, seen } = await serve((_, response, count) => {
      if (count === 2) response.end(ONE)
      else response.writeHead(429, { 'retry-after': count === 1 ? '7' : '300' }).end('slow down')
    })
    const source = open(url)
    await source.query('up', 1)
    expect(source.pauses).toEqual([7])
    await expect(source.query('up', 1)).rejects.toEqual(unavailable(/429: slow down/))
    expect(seen).toHaveLength(3)
  })

  it('hands on what the server says of a wrong query, without trying again', async () => {
    const body = '{"status":"error","errorType":"bad_data","error":"unknown function \\"rat\\""}'
    const { url, seen } = await serve((_, response) => response.writeHead(400).end(body))
    await expect(open(url).query('rat(up)', 1)).rejects.toEqual(
      refused(/bad_data: unknown function "rat"/),
    )
    expect(seen).toHaveLength(1)
  })

  it('does not ask again what took the server too long', async () => {
    const body = '{"status":"error","errorType":"timeout","error":"query timed out"}'
    const { url, seen } = await serve((_, response) => response.writeHead(503).end(body))
    await expect(open(url).query('up', 1)).rejects.toEqual(unavailable(/timeout: query timed out/))
    expect(seen).toHaveLength(1)
  })

  it.each([
    [401, 'no org id', refused(/401: no org id: look at http_config/)],
    [404, '<html>nothing</html>', unavailable(/404: <html>nothing<\/html>: is that the address/)],
    [200, '<html>login</html>', unavailable(/expected "{" at byte 0.*<html>login/)],
    [204, '', unavailable(/it ends there/)],
    [200, ONE.slice(0, 60), unavailable(/expected/)],
  ])('says what is wrong with an answer of %s', async (status, body, error) => {
    const { url, seen } = await serve((_, response) => response.writeHead(status).end(body))
    await expect(open(url).query('up', 1)).rejects.toEqual(error)
    expect(seen).toHaveLength(1)
  })

  it('gives up a slow server after the timeout, and the next call works', async () => {
    const { url } = await serve((_, response, count) => {
      if (count === 1) response.write(ONE.slice(0, 10))
      if (count > 2) response.end(ONE)
    })
    const source = open(url, { timeoutSeconds: 0.1, concurrency: 1 })
    await expect(source.query('up', 1)).rejects.toEqual(unavailable(/did not answer within 0.1 s/))
    await expect(source.query('up', 1)).rejects.toEqual(unavailable(/did not answer within 0.1 s/))
    expect((await source.query('up', 1)).series).toHaveLength(1)
  })

  it('says when nobody is there', async () => {
    await expect(open('http://127.0.0.1:1').query('up', 1)).rejects.toEqual(
      unavailable(/cannot reach http:\/\/127.0.0.1:1\/api\/v1\/query: connection refused/),
    )
  })

  it('stops asking when the caller has lost interest, running or waiting', async () => {
    const { url } = await serve(() => {})
    const source = open(url, { concurrency: 1 })
    const range = { start: 0, end: 60, step: 60 }
    const one = new AbortController()
    const other = new AbortController()
    const running = source.queryRange('up', range, { signal: one.signal })
    const waiting = source.queryRange('up', range, { signal: other.signal })
    other.abort()
    await expect(waiting).rejects.toEqual(unavailable(/stopped asking/))
    one.abort()
    await expect(running).rejects.toEqual(unavailable(/stopped asking/))
  })

  it('ends everything when closed', async () => {
    const { url } = await serve(() => {})
    const source = open(url, { concurrency: 1 })
    const calls = [source.query('up', 1), source.query('up', 2)]
    const ended = Promise.allSettled(calls)
    await source.close()
    expect((await ended).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    await expect(source.query('up', 3)).rejects.toEqual(unavailable(/stopped asking/))
  })

  it('unpacks gzip, and says when that is damaged', async () => {
    const packed = gzipSync(ONE)
    const { url } = await serve((_, response, count) => {
      response.writeHead(200, { 'content-encoding': 'gzip' })
      response.end(count === 1 ? packed : Buffer.from('no gzip at all'))
    })
    const source = open(url)
    expect((await source.query('up', 1)).series).toHaveLength(1)
    await expect(source.query('up', 1)).rejects.toEqual(unavailable(/header check/))
  })

  it('does not read more than it may, packed or not', async () => {
    const bomb = gzipSync(Buffer.alloc(10_000_000, ' '))
    const { url } = await serve((_, response, count) => {
      if (count === 1) return response.end(' '.repeat(2_000_000))
      return response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb)
    })
    const source = open(url, { maxResponseBytes: 1_000_000 })
    const error = expect.objectContaining({ code: 'INPUT_TOO_LARGE' })
    await expect(source.query('up', 1)).rejects.toEqual(error)
    await expect(source.query('up', 1)).rejects.toEqual(error)
    expect(source.load().bytes).toBeLessThan(2_200_000)
  })
})

describe('http_config', () => {
  it('sends basic auth, from the block or the URL', async () => {
    const expected = `Basic ${Buffer.from('ann:pä:ss').toString('base64')}`
    const block = { basic_auth: { username: 'ann', password: 'pä:ss' } }
    expect(await headersSent({ httpConfig: block })).toMatchObject({ authorization: expected })
    const headers = await headersSent({}, (url) => url.replace('//', '//ann:p%C3%A4%3Ass@'))
    expect(headers).toMatchObject({ authorization: expected })
  })

  it('sends tokens and headers', async () => {
    expect(await headersSent({ httpConfig: { bearer_token: 't' } })).toMatchObject({
      authorization: 'Bearer t',
    })
    const headers = await headersSent({
      httpConfig: {
        authorization: { type: 'Token', credentials: 'abc' },
        headers: { 'X-Scope-OrgID': 'team-a' },
        http_headers: {
          'X-Many': { values: ['1'], secrets: ['2'], files: [await tempFile('3\n')] },
        },
      },
    })
    expect(headers).toMatchObject({
      authorization: 'Token abc',
      'x-scope-orgid': 'team-a',
      'x-many': '1, 2, 3',
    })
  })

  it('reads secret files anew for every request', async () => {
    const { url, seen } = await serve((_, response) => response.end(ONE))
    const file = await tempFile('old\n')
    const source = open(url, { httpConfig: { authorization: { credentials_file: file } } })
    await source.query('up', 1)
    await writeFile(file, 'new\n')
    await source.query('up', 1)
    expect(seen.map(({ headers }) => headers.authorization)).toEqual(['Bearer old', 'Bearer new'])
    await rm(file)
    await expect(source.query('up', 1)).rejects.toEqual(unavailable(/cannot read .*ENOENT/))
  })

  it('never shows secrets, even when the server echoes them', async () => {
    const { url } = await serve(({ headers }, response) => {
      response.writeHead(418).end(`you sent ${headers.authorization} ${String(headers['x-key'])}`)
    })
    const source = open(url.replace('//', '//ann:hunter22@'), {
      httpConfig: { headers: { 'x-key': 'topsecret' } },
    })
    const error: Error = await source.query('up', 1).then(
      () => expect.fail('must reject'),
      (reason: Error) => reason,
    )
    expect(error.message).toContain('you sent Basic <secret> <secret>')
    expect(`${error.message}${error.stack}`).not.toMatch(/hunter22|topsecret|ann:/)
  })

  it('keeps method and credentials on a redirect to the same host only', async () => {
    const { url, seen } = await serve(({ url: path }, response) => {
      if (path.startsWith('/moved')) return response.end(ONE)
      const host = path.startsWith('/here') ? url : url.replace('127.0.0.1', 'localhost')
      return response.writeHead(302, { location: `${host}/moved` }).end()
    })
    const httpConfig = { authorization: { credentials: 'abc' } }
    await open(`${url}/here`, { httpConfig }).query('up', 1)
    expect(seen[1]).toMatchObject({ method: 'POST', url: '/moved' })
    expect(seen[1]!.headers.authorization).toBe('Bearer abc')
    expect(seen[1]!.form.get('query')).toBe('up')
    const stay = open(`${url}/here`, { httpConfig: { follow_redirects: false } })
    await expect(stay.query('up', 1)).rejects.toEqual(unavailable(/302 \(redirect to/))
    const away = open(`${url}/away`, { httpConfig })
    await away.query('up', 1)
    expect(seen.at(-2)!.headers.authorization).toBe('Bearer abc')
    expect(seen.at(-1)).toMatchObject({ method: 'POST', url: '/moved' })
    expect(seen.at(-1)!.headers.host).toMatch(/^localhost:/)
    expect(seen.at(-1)!.headers.authorization).toBeUndefined()
  })

  it('gives up going in circles', async () => {
    const { url, seen } = await serve((_, response) =>
      response.writeHead(307, { location: '/again' }).end(),
    )
    await expect(open(url).query('up', 1)).rejects.toEqual(unavailable(/307/))
    expect(seen).toHaveLength(6)
  })

  it('goes through a proxy where it should', async () => {
    const proxy = await serve((_, response) => response.end(ONE))
    const proxied = open('http://prometheus.example:9090', {
      httpConfig: { proxy_url: proxy.url.replace('//', '//me:pw@'), no_proxy: 'other.example' },
    })
    expect((await proxied.query('up', 1)).series).toHaveLength(1)
    expect(proxy.seen[0]!.url).toBe('http://prometheus.example:9090/api/v1/query')
    expect(proxy.seen[0]!.headers['proxy-authorization']).toBe('Basic bWU6cHc=')
    const { url } = await serve((_, response) => response.end(ONE))
    const httpConfig = { proxy_url: proxy.url, no_proxy: '10.0.0.0/8,127.0.0.0/8' }
    await open(url, { httpConfig }).query('up', 1)
    expect(proxy.seen).toHaveLength(1)
  })

  it.each([
    [{ oauth2: {} }, /oauth2 is not supported/],
    [{ basic_auth: {}, bearer_token: 'x' }, /at most one/],
    [{ basic_auth: { password: 'a', password_file: 'b' } }, /password is given twice/],
    [{ tls_config: { cert_file: 'x' } }, /certificate and a key/],
    [{ no_proxy: 'x' }, /needs a proxy_url/],
    [{ proxy_url: 'ftp://x' }, /proxy_url is not/],
  ])('refuses %j', (httpConfig, message) => {
    expect(() => openPrometheus({ url: 'http://x', httpConfig })).toThrow(message)
  })

  it('refuses an address that is none, without repeating it', () => {
    expect(() => openPrometheus({ url: 'user:secret@host' })).toThrow(/^(?!.*secret).*http:\/\//)
  })
})

describe('discovery', () => {
  it('does without what a server does not have', async () => {
    const source = open((await serve(answers({ 'label/__name__/values': null }))).url)
    expect(await source.info()).toEqual({
      flavor: 'unknown',
      version: '',
      seriesCount: undefined,
      oldestTimestamp: undefined,
      scrapeInterval: undefined,
    })
    expect(await source.metadata()).toEqual([])
    expect(await source.targets()).toEqual([])
    expect(await source.metricNames()).toEqual([])
  })

  it.each([
    ['prometheus', '2.53.1', { version: '2.53.1', revision: 'abc', goVersion: 'go1.22' }, {}],
    ['victoriametrics', '', { version: '2.24.0' }, {}],
    ['victoriametrics', '', { version: '2.24.0', revision: 'x' }, { 'x-server-hostname': 'vm-1' }],
    ['thanos', '0.34.0', { version: '0.34.0', revision: 'abc' }, {}],
    ['mimir', '2.11.0', { application: 'Grafana Mimir', version: '2.11.0' }, {}],
  ])('knows a %s', async (flavor, version, build, headers) => {
    const handler = answers({ 'status/buildinfo': build, 'label/__name__/values': [] }, headers)
    expect(await open((await serve(handler)).url).info()).toMatchObject({ flavor, version })
  })

  it('finds where history begins, by two queries when it is long', async () => {
    const now = 1_700_000_000
    const oldest = now - 5 * 86_400 - 1234
    const query_range = (form: URLSearchParams) => {
      const [start, end, step] = ['start', 'end', 'step'].map((name) => Number(form.get(name)))
      const values = []
      for (let t = start!; t <= end!; t += step!) if (t >= oldest) values.push([t, '1'])
      const known = form.get('query') === 'count({__name__=~"disk_free|demo:a\\\\.b"})'
      return { result: known && values.length > 0 ? [{ metric: {}, values }] : [] }
    }
    const names = ['disk_free', 'demo:a.b']
    const { url } = await serve(answers({ query_range, 'label/__name__/values': names }))
    const { oldestTimestamp } = await open(url, { now: () => now + 0.5 }).info()
    expect(oldestTimestamp).toBeGreaterThanOrEqual(oldest)
    expect(oldestTimestamp).toBeLessThanOrEqual(oldest + 300)
  })

  it('takes the median interval of the targets that tell', async () => {
    const activeTargets = [target('1m'), target('15s'), target('1m30s'), target(), target('15s')]
    const { url } = await serve(
      answers({ targets: { activeTargets }, 'label/__name__/values': [] }),
    )
    const source = open(url)
    expect((await source.targets()).map(({ scrapeInterval }) => scrapeInterval)).toEqual([
      60,
      15,
      90,
      undefined,
      15,
    ])
    expect((await source.info()).scrapeInterval).toBe(15)
  })

  it('reads recording rules, and how they are', async () => {
    const rules = [
      { name: 'a:b', type: 'recording', health: 'ok' },
      { name: 'c:d', type: 'recording', health: 'err', lastError: 'many-to-many' },
      { name: 'e:f', type: 'recording', health: 'unknown' },
    ]
    const groups = [
      { name: 'g', rules: rules.slice(0, 2) },
      { name: 'h', rules: rules.slice(2) },
      {},
    ]
    const { url, seen } = await serve(answers({ rules: { groups } }))
    expect(await open(url).rules!()).toEqual([
      { name: 'a:b', healthy: true, lastError: '' },
      { name: 'c:d', healthy: false, lastError: 'many-to-many' },
      { name: 'e:f', healthy: true, lastError: '' },
    ])
    expect(seen[0]!.form.get('type')).toBe('record')
    expect(await open((await serve(answers({}))).url).rules!()).toEqual([])
  })

  it('reads alerting rules, in the order of their groups', async () => {
    const rules = [
      {
        name: 'HighLatency',
        type: 'alerting',
        query: 'x > 5',
        duration: 600,
        labels: { severity: 'page' },
      },
      { name: 'a:b', type: 'recording', query: 'sum(x)' },
      { name: 'Low', type: 'alerting', query: 'y < 1' },
      { name: 'Broken', type: 'alerting', query: 7 },
    ]
    const groups = [{ name: 'g', rules: rules.slice(0, 1) }, {}, { rules: rules.slice(1) }]
    const { url, seen } = await serve(answers({ rules: { groups } }))
    expect(await open(url).alertRules!()).toEqual([
      { name: 'HighLatency', expr: 'x > 5', holdSeconds: 600, labels: { severity: 'page' } },
      { name: 'Low', expr: 'y < 1', holdSeconds: 0, labels: {} },
    ])
    expect(seen[0]!.form.get('type')).toBe('alert')
    expect(await open((await serve(answers({}))).url).alertRules!()).toEqual([])
  })

  it('reads metadata', async () => {
    const metadata = {
      a_total: [{ type: 'counter', help: 'As.', unit: '' }, { type: 'gauge' }],
      b: [{ type: 'stateset', help: '', unit: 'x' }],
      c: [],
    }
    const { url } = await serve(answers({ metadata }))
    expect(await open(url).metadata()).toEqual([
      { metric: 'a_total', type: 'counter', help: 'As.', unit: '' },
      { metric: 'b', type: 'unknown', help: '', unit: 'x' },
      { metric: 'c', type: 'unknown', help: '', unit: '' },
    ])
  })

  it('cuts a packed list too, and the connection is none the worse', async () => {
    const list = JSON.stringify({
      status: 'success',
      data: Array.from({ length: 50_000 }, () => ({ a: 'b' })),
    })
    const packed = gzipSync(list, { level: 0 })
    const { url } = await serve((_, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(packed)
    })
    const source = open(url)
    for (const limit of [1, 2, 3]) {
      const { labels, truncated } = await source.labelSets('m', { start: 1, end: 2, limit })
      expect([labels.length, truncated]).toEqual([limit, true])
    }
    expect(source.load().queries).toEqual({ success: 3, error: 0 })
  })

  it('cuts a list that a server would send without end', async () => {
    const { url, seen } = await serve((_, response) => {
      response.write('{"status":"success","data":[{"a":"0"}')
      const more = (): void => {
        if (!response.destroyed && response.write(',{"a":"1"}'.repeat(1000))) setImmediate(more)
        else response.once('drain', more)
      }
      more()
    })
    const source = open(url)
    const { labels, truncated } = await source.labelSets('it"s', { start: 1, end: 2, limit: 3 })
    expect(labels).toEqual([{ a: '0' }, { a: '1' }, { a: '1' }])
    expect(truncated).toBe(true)
    expect(Object.fromEntries(seen[0]!.form)).toEqual({
      'match[]': String.raw`{__name__="it\"s"}`,
      start: '1',
      end: '2',
      limit: '4',
    })
  })
})
