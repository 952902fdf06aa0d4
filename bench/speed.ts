import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

import { judgeSample } from '../src/detect/metrics/detector.ts'
import { trackFindings } from '../src/detect/metrics/findings.ts'
import { createJudgement } from '../src/detect/metrics/judgement.ts'
import {
  createBank,
  type DetectorState,
  STATE_BYTES,
  stateInBank,
} from '../src/detect/metrics/state.ts'
import { createRandom } from '../src/math/random.ts'
import type { RestoreCost } from './restore-run.ts'
import { cpuMilliseconds, type Row, type Suite } from './suite.ts'

const run = promisify(execFile)
const DETECT_RUN = fileURLToPath(new URL('./detect-run.ts', import.meta.url))
const RESTORE_RUN = fileURLToPath(new URL('./restore-run.ts', import.meta.url))

const SIGNALS = 100_000
/** Different signals among them; the others are copies, each of which then goes its own way. */
const KINDS = 500
/** Two days of minutes: every head is on, the day season too. */
const LEARNED_ROWS = 2880
const STEP = 60
const MEASURED_ROWS = 4
const FILE_ROWS = 500_000
const LONG_SERIES = 1000
const PROFILE = { bad: 'both', role: 'level', unit: 'none', step: STEP } as const

export const suite: Suite = {
  what: '100,000 signals in one bank, row by row; `rootops detect`; restart',
  async run() {
    const stream = streamRows()
    return [...stream, ...(await detectRows()), ...(await restartRows())]
  },
}

function valueOf(kind: number, row: number, random: () => number): number {
  return 100 + kind + 20 * Math.sin((2 * Math.PI * row) / 1440 + kind) + 5 * random() * random()
}

/** A bank of signals that have learned for two days. */
function learnedBank(): ArrayBuffer {
  const bank = createBank(SIGNALS)
  const random = createRandom(5)
  const out = createJudgement()
  for (let kind = 0; kind < KINDS; kind++) {
    const state = stateInBank(bank, kind)
    for (let row = 0; row < LEARNED_ROWS; row++)
      judge(state, { timestamp: row * STEP, value: valueOf(kind, row, random) }, out)
  }
  const bytes = new Uint8Array(bank)
  for (let id = KINDS; id < SIGNALS; id += KINDS)
    bytes.copyWithin(id * STATE_BYTES, 0, Math.min(KINDS, SIGNALS - id) * STATE_BYTES)
  return bank
}

function judge(
  state: DetectorState,
  sample: { timestamp: number; value: number },
  out: ReturnType<typeof createJudgement>,
): void {
  judgeSample(state, sample, PROFILE, out)
  trackFindings(state, out, () => {})
}

function streamRows(): Row[] {
  const bank = learnedBank()
  const random = createRandom(7)
  const out = createJudgement()
  const before = heapBytes()
  const views = Array.from({ length: SIGNALS }, (_, id) => stateInBank(bank, id))
  const viewBytes = (heapBytes() - before) / SIGNALS
  let next = LEARNED_ROWS
  /** `rows` rows of `states` one after the other, every signal once a row, as cycles bring them. */
  const pass = (rows: number, count: number, stateOf: (id: number) => DetectorState) => {
    for (const end = next + rows; next < end; next++)
      for (let id = 0; id < count; id++)
        judge(
          stateOf(id),
          { timestamp: next * STEP, value: valueOf(id % KINDS, next, random) },
          out,
        )
  }
  const nanoseconds = (work: () => void, samples: number) =>
    (cpuMilliseconds(work, 3) * 1e6) / samples
  const many = MEASURED_ROWS * SIGNALS
  const spread = nanoseconds(() => pass(MEASURED_ROWS, SIGNALS, (id) => views[id]!), many)
  const anew = nanoseconds(() => pass(MEASURED_ROWS, SIGNALS, (id) => stateInBank(bank, id)), many)
  const hot = nanoseconds(() => pass(many / 10, 10, (id) => views[id]!), many)
  const touch = nanoseconds(() => touchAll(bank), SIGNALS)
  const scratch = new Uint8Array(bank.byteLength)
  scratch.fill(1)
  const copy = cpuMilliseconds(() => scratch.set(new Uint8Array(bank)), 3)
  const megabytes = bank.byteLength / 1e6
  return [
    {
      what: 'stream path, every signal once a row',
      measured: rate(spread),
      wanted: '≥ 300,000/s; aim 1,000,000/s',
    },
    { what: '— the same, states looked up anew for each sample', measured: rate(anew) },
    { what: '— ten signals only: their states stay in the cache', measured: rate(hot) },
    {
      what: 'the machine: reading and writing each number of a state once',
      measured: `${rate(touch)}: a judgement is ${(spread / touch).toFixed(1)} such passes`,
    },
    {
      what: 'the machine: copying all states',
      measured: `${((2 * megabytes) / copy).toFixed(1)} GB/s`,
    },
    {
      what: 'memory of one signal',
      measured: `${STATE_BYTES} bytes; ${viewBytes.toFixed(0)} more where its views are kept`,
      wanted: '≤ 4 KB',
    },
  ]
}

function touchAll(bank: ArrayBuffer): void {
  const numbers = new Float64Array(bank)
  // Multiplying by 1 changes nothing, and the compiler does not know.
  const one = Number(process.argv.length > 0)
  for (let i = 0; i < numbers.length; i++) numbers[i] = numbers[i]! * one
}

function heapBytes(): number {
  globalThis.gc?.()
  return process.memoryUsage().heapUsed
}

function rate(nanoseconds: number): string {
  return `${count(1e9 / nanoseconds)}/s, ${(nanoseconds / 1000).toFixed(2)} µs CPU`
}

function count(number: number): string {
  return Math.round(number).toLocaleString('en')
}

/** Files as `rootops detect` takes them, each read, judged and printed by a process of its own. */
async function detectRows(): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'rootops-bench-'))
  try {
    const rows: Row[] = []
    for (const [what, text] of [
      ['one series', plainFile()],
      [`${count(LONG_SERIES)} series, row by row`, longFile()],
    ] as const) {
      const file = join(folder, 'file.csv')
      writeFileSync(file, text)
      const { stdout } = await run(process.execPath, [DETECT_RUN, file])
      const { cpu, memory } = JSON.parse(stdout) as { cpu: number; memory: number }
      rows.push({
        what: `rootops detect, ${count(FILE_ROWS)} samples of ${what}, start included`,
        measured: `${count((FILE_ROWS / cpu) * 1000)} samples per CPU second, ${(memory / 1e6).toFixed(0)} MB`,
        wanted: '≥ 150,000',
      })
    }
    return rows
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function plainFile(): string {
  const random = createRandom(11)
  const lines = Array.from(
    { length: FILE_ROWS },
    (_, row) => `${1_700_000_000 + row * STEP},${valueOf(0, row, random).toFixed(4)}`,
  )
  return `timestamp,value\n${lines.join('\n')}\n`
}

function longFile(): string {
  const random = createRandom(12)
  const lines = Array.from({ length: FILE_ROWS }, (_, i) => {
    const kind = i % LONG_SERIES
    const row = Math.floor(i / LONG_SERIES)
    return `requests:${kind},${1_700_000_000 + row * STEP},${valueOf(kind, row, random).toFixed(4)}`
  })
  return `series,timestamp,value\n${lines.join('\n')}\n`
}

async function restartRows(): Promise<Row[]> {
  const { stdout } = await run(process.execPath, [RESTORE_RUN, String(SIGNALS)])
  const { encode, save, load, restore } = JSON.parse(stdout) as RestoreCost
  const seconds = (milliseconds: number) => `${(milliseconds / 1000).toFixed(1)} s CPU`
  return [
    {
      what: 'saving all states: making the bytes, writing them',
      measured: `${seconds(encode)}, ${seconds(save)}`,
    },
    {
      what: 'restart: reading signals and states from SQLite, taking them up',
      measured: `${seconds(load)}, ${seconds(restore)}`,
      wanted: '< 5 s together',
    },
  ]
}
