import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable, Writable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, it } from 'vitest'

import { runProgram } from './program.ts'

const folder = mkdtempSync(join(tmpdir(), 'rootops-cli-'))
afterAll(() => rmSync(folder, { recursive: true }))

function fileOf(name: string, content: string | Buffer): string {
  const file = join(folder, name)
  writeFileSync(file, content)
  return file
}

function into(chunks: string[]): Writable {
  return new Writable({
    write(chunk, _encoding, done) {
      chunks.push(String(chunk))
      done()
    },
  })
}

async function run(argv: string[], stdin = '') {
  const out: string[] = []
  const err: string[] = []
  const code = await runProgram(argv, {
    stdin: Readable.from([Buffer.from(stdin)]),
    stdout: into(out),
    stderr: into(err),
    environment: {},
    now: () => 1_790_000_000,
    onHangup: () => {},
    untilStopped: () => Promise.resolve(),
  })
  return { code, out: out.join(''), err: err.join('') }
}

/** Two days of a day-seasonal series, one a minute, and a spike near the end. */
function csvOf(rows: number): string {
  const lines = Array.from({ length: rows }, (_, i) => {
    const value = 100 + 20 * Math.sin((i * 2 * Math.PI) / 1440) + Math.sin(i * 2.4)
    return `${i * 60},${(i === rows - 5 ? value * 8 : value).toFixed(4)}`
  })
  return `timestamp,value\n${lines.join('\n')}\n`
}

describe('rootops', () => {
  it('explains itself', async () => {
    const { code, out } = await run(['--help'])
    expect(code).toBe(0)
    expect(out).toMatch(/rootops --prometheus\.url http:\/\/localhost:9090/)
    expect(out).toMatch(/ROOTOPS_WEB_LISTEN_ADDRESS/)
    expect((await run(['serve', '--help'])).out).toMatch(/--web\.listen-address <host:port>/)
  })

  it.each([
    [['--nonsense']],
    [['detect']],
    [['nonsense', 'x']],
    [['forecast', 'f', '--horizon', 'x']],
  ])('answers %j with 2: wrong usage', async (argv) => {
    const { code, out, err } = await run(argv)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).not.toBe('')
  })

  it.each([
    [['detect', '/nowhere.csv'], /^rootops: \/nowhere\.csv: no such file\n$/],
    [['serve', '--watch.interval', 'soon'], /--watch\.interval: .*expected a duration/],
    [['serve', '--web.listen-address', '0.0.0.0:0'], /--web\.allow-anonymous/],
    [['doctor'], /no Prometheus is configured: give --prometheus\.url/],
  ])('answers %j with 1 and one clear line', async (argv, line) => {
    const { code, out, err } = await run(argv)
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(err).toMatch(line)
    expect(err.trimEnd().split('\n')).toHaveLength(1)
  })
})

describe('rootops check config', () => {
  it('names file and line of what is wrong', async () => {
    const file = fileOf('bad.yaml', 'watch:\n  interval: 1m\n  max_signal: 10\n')
    const { code, err } = await run(['check', 'config', file])
    expect(code).toBe(1)
    expect(err).toBe(
      `rootops: ${file}:3: unknown setting watch.max_signal; did you mean watch.max_signals?\n`,
    )
  })

  it('says ok', async () => {
    const file = fileOf('good.yaml', 'watch: {interval: 30s}\n')
    expect(await run(['check', 'config', file])).toEqual({ code: 0, out: `${file}: ok\n`, err: '' })
  })
})

describe('rootops detect', () => {
  it('writes a row for each row, in order, and the spike stands out', async () => {
    const { code, out } = await run(['detect', '-'], csvOf(2880))
    const [header, ...rows] = out.trimEnd().split('\n')
    expect(code).toBe(0)
    expect(header).toBe('timestamp,value,expected,lower,upper,score,alert_score')
    expect(rows).toHaveLength(2880)
    const scores = rows.map((row) => Number(row.split(',')[5]))
    // Rows after it are odd too: the way back is as far.
    expect(scores[2875]).toBeGreaterThan(2 * Math.max(...scores.slice(0, 2875)))
  })

  it('gives the same rows for a file in two halves with --state', async () => {
    const lines = csvOf(2000).trimEnd().split('\n')
    const [header, ...rows] = lines
    const whole = await run(['detect', fileOf('whole.csv', csvOf(2000))])
    const state = join(folder, 'state.json')
    const halves = [rows.slice(0, 900), rows.slice(900)].map((half, i) =>
      fileOf(`half${i}.csv`, [header, ...half].join('\n')),
    )
    const first = await run(['detect', halves[0]!, '--state', state])
    const second = await run(['detect', halves[1]!, '--state', state])
    expect(first.out + second.out.slice(second.out.indexOf('\n') + 1)).toBe(whole.out)
  })

  it('reads gzip and long form, and keeps the order of rows', async () => {
    const text = 'series,timestamp,value\na,0,1\nb,0,2\na,60,\nb,60,4\n'
    const { out } = await run(['detect', fileOf('long.csv.gz', gzipSync(text))])
    const rows = out.trimEnd().split('\n').slice(1)
    expect(rows.map((row) => row.split(',').slice(0, 3))).toEqual([
      ['a', '0', '1'],
      ['b', '0', '2'],
      ['a', '60', ''],
      ['b', '60', '4'],
    ])
  })

  it('writes times and values as they came, and a wide file column after column', async () => {
    const text = 'timestamp,a,b\n2026-01-01T00:00:00Z,1.50,2e0\n2026-01-01 00:01,NaN,-0\n'
    const { out } = await run(['detect', '-'], text)
    const rows = out.trimEnd().split('\n').slice(1)
    expect(rows.map((row) => row.split(',').slice(0, 3))).toEqual([
      ['a', '2026-01-01T00:00:00Z', '1.50'],
      ['a', '2026-01-01 00:01', ''],
      ['b', '2026-01-01T00:00:00Z', '2e0'],
      ['b', '2026-01-01 00:01', '-0'],
    ])
  })

  it('writes one file per input with --out', async () => {
    const out = join(folder, 'out')
    const file = fileOf('one.csv.gz', gzipSync('timestamp,value\n0,1\n60,2\n'))
    expect(await run(['detect', file, '--out', out])).toMatchObject({ code: 0, out: '' })
    expect(readFileSync(join(out, 'one.csv'), 'utf8')).toMatch(/^timestamp,value,.*\n0,1,.*\n60,2,/)
  })

  it('names the row that is not a number', async () => {
    const { code, err } = await run(['detect', '-'], 'timestamp,value\n0,1\n60,high\n')
    expect({ code, err }).toEqual({
      code: 1,
      err: 'rootops: -:3: value is "high", expected a number\n',
    })
  })
})

describe('rootops forecast', () => {
  it('writes so many steps, in order, with their interval', async () => {
    const { code, out } = await run(['forecast', '-', '--horizon', '30'], csvOf(2870))
    const rows = out.trimEnd().split('\n').slice(1)
    expect(code).toBe(0)
    expect(rows).toHaveLength(30)
    for (const row of rows) {
      const [, expected, lower, upper] = row.split(',').map(Number)
      expect(lower).toBeLessThanOrEqual(expected!)
      expect(upper).toBeGreaterThanOrEqual(expected!)
    }
  })

  it('answers thresholds as JSON lines', async () => {
    const rising = Array.from({ length: 300 }, (_, i) => `${i * 60},${i + Math.sin(i * 2.4)}`)
    const file = fileOf('rising.csv', `timestamp,value\n${rising.join('\n')}\n`)
    const asked = fileOf(
      'asked.csv',
      'series,threshold,horizon_seconds,direction\nrising,400,14400,up\nrising,9000,14400,up\n',
    )
    const { out } = await run(['forecast', file, '--thresholds', asked])
    const [near, far] = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(near).toMatchObject({ series: 'rising', threshold: 400, horizon_seconds: 14_400 })
    expect(near.probability).toBeGreaterThan(0.9)
    expect(near.breach_seconds.p50).toBeGreaterThan(3000)
    expect(near.breach_seconds.p50).toBeLessThan(9000)
    expect(far.probability).toBeLessThan(0.1)
    expect(far.breach_seconds).toEqual({ p10: null, p50: null, p90: null })
  })
})
