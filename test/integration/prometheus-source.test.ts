import { execFileSync } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { hash } from 'bcryptjs'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'

import { createSeries, type Series } from '../../src/model/series.ts'
import { alignToGrid } from '../../src/sources/prometheus/grid.ts'
import { openPrometheus } from '../../src/sources/prometheus/open-prometheus.ts'
import type { MetricsSource } from '../../src/sources/source.ts'
import { openMetricsText } from './open-metrics-text.ts'
import { startPrometheus, type PrometheusServer } from './prometheus-server.ts'

const STEP = 60
const DAYS = 7
/** The last full minute: back-filled data reaches up to now. */
const end = Math.floor(Date.now() / 1000 / STEP) * STEP
const start = end - DAYS * 86_400

/** Twenty series with values of all lengths; the third has a gap of an hour. */
function history(): Series[] {
  const points = (end - start) / STEP + 1
  const timestamps = Float64Array.from({ length: points }, (_, i) => start + i * STEP)
  return Array.from({ length: 20 }, (_, s) => {
    const values = timestamps.map((__, i) => (s === 1 ? i : Math.sin(i / 100) * 10 ** (s - 10)))
    if (s === 2) values.fill(NaN, 1000, 1060)
    const labels = { __name__: 'demo_value', path: String.raw`/a"b\c`, shard: String(s) }
    return createSeries(labels, timestamps, values)
  })
}

describe('a real Prometheus', () => {
  let server: PrometheusServer
  let source: MetricsSource
  const written = history()

  beforeAll(async () => {
    server = await startPrometheus({
      backfill: openMetricsText(written),
      config: 'scrape_configs: []\n',
    })
    source = openPrometheus({ url: server.url })
  })
  afterAll(async () => {
    await source?.close()
    await server?.stop()
  })

  it('answers what was written, to the last bit and up to the last minute', async () => {
    const { series, warnings } = await source.queryRange('demo_value', { start, end, step: STEP })
    expect(warnings).toEqual([])
    expect(series).toHaveLength(20)
    for (const one of series) {
      const { values } = written[Number(one.labels['shard'])]!
      expect(one.labels['path']).toBe(String.raw`/a"b\c`)
      const aligned = alignToGrid(one, { start, end, step: STEP })
      if (one.labels['shard'] === '2') continue
      expect(aligned).toEqual(values)
    }
  })

  it('shows a gap where there was one, after the five minutes Prometheus looks back', async () => {
    const range = { start, end, step: STEP }
    const { series } = await source.queryRange('demo_value{shard="2"}', range)
    const aligned = alignToGrid(series[0]!, range)
    expect(Number.isNaN(aligned[1000 + 5]!)).toBe(true)
    expect(Number.isNaN(aligned[1059]!)).toBe(true)
    expect(aligned[1060]).toBe(written[2]!.values[1060])
  })

  it('splits a range that the server refuses in one piece', async () => {
    const range = { start, end, step: 15 }
    const whole = openPrometheus({ url: server.url, maxPointsPerQuery: 1_000_000 })
    await expect(whole.queryRange('demo_value', range)).rejects.toMatchObject({
      code: 'SOURCE_REFUSED',
      message: expect.stringContaining('11,000 points') as string,
    })
    await whole.close()
    const { series } = await source.queryRange('demo_value{shard="1"}', range)
    const aligned = alignToGrid(series[0]!, range)
    expect(aligned).toEqual(aligned.map((_, i) => Math.floor(i / 4)))
  })

  it('reads vectors, scalars, NaN and infinities', async () => {
    const vector = await source.query('demo_value{shard="1"}', start + 600)
    expect(Array.from(vector.series[0]!.values)).toEqual([10])
    const scalar = await source.query('1 / 3', end)
    expect(scalar.series[0]).toEqual(createSeries({}, Float64Array.of(end), Float64Array.of(1 / 3)))
    const odd = await Promise.all(
      ['vector(0) / 0', 'vector(1) / 0', 'vector(-1) / 0'].map((expr) => source.query(expr, end)),
    )
    expect(odd.map(({ series }) => series[0]!.values[0])).toEqual([NaN, Infinity, -Infinity])
    await expect(source.query('"text"', end)).rejects.toMatchObject({ code: 'SOURCE_REFUSED' })
  })

  it('hands on what is wrong with a query', async () => {
    await expect(source.query('sum(', end)).rejects.toMatchObject({
      code: 'SOURCE_REFUSED',
      message: expect.stringContaining('parse error') as string,
    })
  })

  it('knows the server and its history', async () => {
    const info = await source.info()
    expect(info).toMatchObject({ flavor: 'prometheus', scrapeInterval: undefined })
    expect(info.version).toMatch(/^[23]\.\d+/)
    expect(Math.abs(info.oldestTimestamp! - start)).toBeLessThanOrEqual(300)
    expect(await source.metricNames()).toEqual(['demo_value'])
    expect(await source.metadata()).toEqual([])
  })

  it('lists label sets up to a limit that this server does not know', async () => {
    const period = { start: end - 3600, end }
    const some = await source.labelSets('demo_value', { ...period, limit: 5 })
    expect(some.labels).toHaveLength(5)
    expect(some.truncated).toBe(true)
    const all = await source.labelSets('demo_value', { ...period, limit: 20 })
    expect(all.labels).toHaveLength(20)
    expect(all.truncated).toBe(false)
  })

  it('reads a real scrape behind the back-filled history, after a reload', async () => {
    const { host } = new URL(server.url)
    const job = `- {job_name: self, scrape_interval: 1s, static_configs: [{targets: ['${host}']}]}`
    await server.configure(`scrape_configs:\n  ${job}\n`)
    await vi.waitFor(
      async () => {
        const { series } = await source.query('up{job="self"}', Date.now() / 1000)
        expect(Array.from(series[0]?.values ?? [])).toEqual([1])
      },
      { timeout: 40_000, interval: 250 },
    )
    const targets = await source.targets()
    expect(targets).toEqual([
      {
        labels: { instance: host, job: 'self' },
        healthy: true,
        scrapeInterval: 1,
        lastError: '',
      },
    ])
    const metadata = await source.metadata()
    expect(metadata).toContainEqual(
      expect.objectContaining({ metric: 'prometheus_http_requests_total', type: 'counter' }),
    )
    const info = await source.info()
    expect(info.scrapeInterval).toBe(1)
    expect(info.seriesCount).toBeGreaterThan(100)
    // `up` is seconds old now; the back-filled metric still tells of the seven days.
    expect(Math.abs(info.oldestTimestamp! - start)).toBeLessThanOrEqual(300)
  })
})

describe('a Prometheus that goes away', () => {
  it('is said to be gone, and answers again when it is back', async () => {
    const first = await startPrometheus()
    const source = openPrometheus({ url: first.url, retries: 0 })
    expect((await source.query('vector(1)', end)).series).toHaveLength(1)
    await first.stop()
    await expect(source.query('vector(1)', end)).rejects.toMatchObject({
      code: 'SOURCE_UNAVAILABLE',
    })
    const again = await startPrometheus({ port: Number(new URL(first.url).port) })
    expect((await source.query('vector(2)', end)).series[0]!.values[0]).toBe(2)
    await source.close()
    await again.stop()
  })
})

describe('a guarded Prometheus', () => {
  let dir: string
  let server: PrometheusServer
  const file = (name: string): string => join(dir, name)

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'rootops-tls-'))
    await makeCertificates(dir)
    server = await startPrometheus({
      scheme: 'https',
      files: {
        'web.yml': [
          'tls_server_config:',
          '  cert_file: server.crt',
          '  key_file: server.key',
          '  client_auth_type: VerifyClientCertIfGiven',
          '  client_ca_file: ca.crt',
          'basic_auth_users:',
          `  ann: ${await hash('secret', 4)}`,
        ].join('\n'),
        'server.crt': await readFile(file('server.crt'), 'utf8'),
        'server.key': await readFile(file('server.key'), 'utf8'),
        'ca.crt': await readFile(file('ca.crt'), 'utf8'),
      },
      args: ['--web.config.file={dir}/web.yml', '--web.route-prefix=/prometheus'],
      readyPath: '/prometheus/-/ready',
    })
  })
  afterAll(async () => {
    await server?.stop()
    await rm(dir, { recursive: true })
  })

  const basic_auth = { username: 'ann', password: 'secret' }
  const ask = async (httpConfig: object): Promise<number | undefined> => {
    const source = openPrometheus({ url: `${server.url}/prometheus`, httpConfig, retries: 0 })
    try {
      return (await source.query('vector(7)', end)).series[0]?.values[0]
    } finally {
      await source.close()
    }
  }

  it('lets in who trusts its CA and knows the password', async () => {
    expect(await ask({ basic_auth, tls_config: { ca_file: file('ca.crt') } })).toBe(7)
    expect(await ask({ basic_auth, tls_config: { insecure_skip_verify: true } })).toBe(7)
    const ca = await readFile(file('ca.crt'), 'utf8')
    expect(await ask({ basic_auth, tls_config: { ca }, enable_http2: false })).toBe(7)
  })

  it('is not trusted without its CA, nor under another name', async () => {
    const distrust = { code: 'SOURCE_UNAVAILABLE', message: expect.stringMatching(/certificate/) }
    await expect(ask({ basic_auth })).rejects.toMatchObject(distrust)
    const tls_config = { ca_file: file('ca.crt'), server_name: 'other.example' }
    await expect(ask({ basic_auth, tls_config })).rejects.toMatchObject({
      code: 'SOURCE_UNAVAILABLE',
      message: expect.stringMatching(/other\.example/) as string,
    })
  })

  it('does not let in a wrong password, and says so without showing it', async () => {
    const wrong = { username: 'ann', password: 'hunter22' }
    const refusal = ask({ basic_auth: wrong, tls_config: { ca_file: file('ca.crt') } })
    await expect(refusal).rejects.toMatchObject({
      code: 'SOURCE_REFUSED',
      message: expect.stringMatching(/^(?!.*hunter22).*401.*http_config/s) as string,
    })
  })

  it('takes a client certificate', async () => {
    const tls_config = {
      ca_file: file('ca.crt'),
      cert_file: file('client.crt'),
      key_file: file('client.key'),
    }
    expect(await ask({ basic_auth, tls_config })).toBe(7)
    // A certificate the server's CA has not signed is turned away: ours is really sent.
    const foreign = { ...tls_config, cert_file: file('self.crt'), key_file: file('self.key') }
    await expect(ask({ basic_auth, tls_config: foreign })).rejects.toMatchObject({
      code: 'SOURCE_UNAVAILABLE',
    })
  })
})

/** A CA, a server for 127.0.0.1, a client, and a stranger that signed itself. */
async function makeCertificates(dir: string): Promise<void> {
  const openssl = (...args: string[]): unknown =>
    execFileSync('openssl', args, { cwd: dir, stdio: 'pipe' })
  const fresh = ['req', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']
  const selfSigned = (name: string): unknown =>
    openssl(
      ...fresh,
      '-x509',
      '-days',
      '2',
      '-subj',
      `/CN=${name}`,
      '-keyout',
      `${name}.key`,
      '-out',
      `${name}.crt`,
    )
  selfSigned('ca')
  selfSigned('self')
  for (const name of ['server', 'client'])
    openssl(
      ...fresh,
      '-x509',
      '-days',
      '2',
      '-subj',
      `/CN=${name}`,
      '-CA',
      'ca.crt',
      '-CAkey',
      'ca.key',
      '-addext',
      'subjectAltName=IP:127.0.0.1',
      '-addext',
      'basicConstraints=critical,CA:FALSE',
      '-keyout',
      `${name}.key`,
      '-out',
      `${name}.crt`,
    )
}
