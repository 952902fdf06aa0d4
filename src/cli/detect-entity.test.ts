import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable, Writable } from 'node:stream'
import { afterAll, describe, expect, it } from 'vitest'

import { runProgram } from './program.ts'

const folder = mkdtempSync(join(tmpdir(), 'rootops-entity-'))
afterAll(() => rmSync(folder, { recursive: true }))

function fileOf(name: string, content: string): string {
  const file = join(folder, name)
  writeFileSync(file, content)
  return file
}

async function run(argv: string[], stdin = '') {
  const out: string[] = []
  const err: string[] = []
  const into = (chunks: string[]) =>
    new Writable({
      write(chunk, _encoding, done) {
        chunks.push(String(chunk))
        done()
      },
    })
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

const HEADER = 'timestamp,cpu,"disk, busy",label'

/** A minute a row; cpu and disk go together but for row 380. */
function rowsOf(count: number): string[] {
  return Array.from({ length: count }, (_, i) => {
    const load = Math.sin(i * 1.7) + Math.sin(i * 0.31)
    return `${i * 60},${load.toFixed(3)},${(i === 380 ? 40 : 5 * load).toFixed(3)},0`
  })
}

describe('rootops detect --entity', () => {
  it('scores the entity and each column, one row a row', async () => {
    const { code, out } = await run(
      ['detect', '--entity', '-'],
      [HEADER, ...rowsOf(400)].join('\n'),
    )
    const [header, ...rows] = out.trimEnd().split('\n')
    expect(code).toBe(0)
    expect(header).toBe('timestamp,entity_score,score:cpu,"score:disk, busy"')
    expect(rows).toHaveLength(400)
    const [time, entity, cpu, disk] = rows[380]!.split(',').map(Number)
    expect(time).toBe(380 * 60)
    expect(entity).toBeGreaterThan(2)
    expect(disk).toBeGreaterThan(2)
    expect(disk).toBeGreaterThan(cpu!)
  })

  it('gives the same rows for a file in two halves with --state', async () => {
    const rows = rowsOf(400)
    const state = join(folder, 'state.json')
    const csv = (part: readonly string[]) => [HEADER, ...part].join('\n')
    const whole = await run(['detect', '--entity', '-'], csv(rows))
    const flags = ['detect', '--entity', '--state', state, '-']
    const first = await run(flags, csv(rows.slice(0, 150)))
    const second = await run(flags, csv(rows.slice(150)))
    expect(first.out + second.out.slice(second.out.indexOf('\n') + 1)).toBe(whole.out)
  })

  it('says what is wrong with a state of something else', async () => {
    const state = join(folder, 'other.json')
    await run(['detect', '--entity', '--state', state, '-'], 'timestamp,a,b\n0,1,2\n')
    const other = await run(['detect', '--entity', '--state', state, '-'], 'timestamp,a,c\n0,1,2\n')
    expect(other.code).toBe(1)
    expect(other.err).toMatch(/-: has other columns than the state was learned from \(a, b\)/)
    const single = join(folder, 'single.json')
    await run(['detect', '--state', single, '-'], 'timestamp,value\n0,1\n')
    const wrong = await run(['detect', '--entity', '--state', single, '-'], 'timestamp,a\n0,1\n')
    expect(wrong.err).toMatch(/was learned without --entity; delete the file to learn anew/)
  })

  it('joins long form on the time', async () => {
    const text = 'series,timestamp,value\na,60,1\nb,0,2\na,0,\nb,60,4\nb,120,5\n'
    const { out } = await run(['detect', '--entity', '-'], text)
    expect(out).toBe('timestamp,entity_score,score:a,score:b\n0,0,0,0\n60,0,0,0\n120,0,0,0\n')
  })

  it('writes one file per input with --out', async () => {
    const out = join(folder, 'out')
    const files = ['x.csv', 'y.csv'].map((name) => fileOf(name, 'timestamp,a,b\n0,1,2\n'))
    expect(await run(['detect', '--entity', ...files, '--out', out])).toMatchObject({ code: 0 })
    expect(readFileSync(join(out, 'y.csv'), 'utf8')).toBe(
      'timestamp,entity_score,score:a,score:b\n0,0,0,0\n',
    )
  })
})
