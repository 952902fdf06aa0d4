import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, it } from 'vitest'

import type { Io } from './io.ts'
import { runProgram } from './program.ts'

const folder = mkdtempSync(join(tmpdir(), 'rootops-causes-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** A minute a row; from row 60 on the CPU of cart is tenfold. */
function metricsCsv(first = 'time'): string {
  const rows = Array.from({ length: 65 }, (_, i) => {
    const wobble = (i % 5) / 100
    const cart = (i >= 60 ? 5 : 0.5) + wobble
    return `${i * 60},${0.4 + wobble},${cart},${0.6 + wobble}`
  })
  return `${first},shop|cpu,cart|cpu,db|cpu\n${rows.join('\n')}\n`
}

async function run(args: string[], stdin = '') {
  const [out, err] = [new PassThrough(), new PassThrough()]
  const io: Io = {
    stdin: Readable.from([stdin]),
    stdout: out,
    stderr: err,
    environment: {},
    now: () => 0,
    onHangup: () => {},
    untilStopped: () => Promise.resolve(),
  }
  const code = await runProgram(['causes', ...args], io)
  return { code, out: String(out.read() ?? ''), err: String(err.read() ?? '') }
}

const firstOf = (out: string) =>
  (JSON.parse(out) as { causes: { service: string }[] }).causes[0]!.service

describe('rootops causes', () => {
  it('reads metrics from a gzip file and from standard input', async () => {
    const file = join(folder, 'metrics.csv.gz')
    writeFileSync(file, gzipSync(metricsCsv()))
    const { code, out } = await run(['--at', '3600', '--metrics', file])
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({
      causes: [
        {
          service: 'cart',
          indicators: [{ name: 'cpu' }],
          reasons: [expect.stringMatching(/^cpu rose to 5\.02, usually 0\.52 /)],
        },
      ],
      inconclusive: false,
    })
    const piped = await run(['--at', '3600', '--metrics', '-'], metricsCsv('timestamp'))
    expect(firstOf(piped.out)).toBe('cart')
  })

  it('reads both header forms of spans and lines', async () => {
    const rows = (text: (i: number) => string) =>
      Array.from({ length: 600 }, (_, i) => text(i)).join('\n')
    const took = (i: number) => 20_000 + (i >= 500 ? 60_000 : 0) + (i % 5) * 100
    const spans = rows(
      (i) =>
        `${i + 1},1,0,shop,GET,${(i + 1) * 1e6},${took(i) + 9000}\n${i + 1},2,1,db,get,${(i + 1) * 1e6},${took(i)}`,
    )
    const lines = join(folder, 'logs.csv')
    writeFileSync(
      lines,
      `timestamp,service,message\n${rows((i) => `${i + 1},db,found ${i} rows`)}\n`,
    )
    for (const header of ['trace,span,parent', 'trace_id,span_id,parent_id']) {
      const file = join(folder, 'spans.csv')
      writeFileSync(file, `${header},service,operation,start_us,duration_us\n${spans}\n`)
      const { out } = await run(['--at', '560', '--traces', file, '--logs', lines])
      expect(firstOf(out)).toBe('db')
    }
  })

  it('tells what is wrong with the input, or with the use', async () => {
    const bad = await run(['--at', '1', '--metrics', '-'], 'time,a,b\n1,2,3\n')
    expect(bad).toMatchObject({
      code: 1,
      err: 'rootops: -: no column is named service|indicator\n',
    })
    expect((await run(['--metrics', '-'])).code).toBe(2)
  })
})
