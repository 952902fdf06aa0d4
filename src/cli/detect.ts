import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { Command } from 'commander'

import { judgeSeries, type JudgedSeries } from '../detect/metrics/judge-series.ts'
import { decodeState, encodeState, type DetectorState } from '../detect/metrics/state.ts'
import { errors } from '../errors.ts'
import type { RecordedFile, RecordedSeries } from '../sources/files/series-csv.ts'
import { cell, rounded } from './csv.ts'
import type { Io } from './io.ts'
import { createProgress } from './progress.ts'
import { readRecorded, seriesOf, stepOf } from './recorded.ts'

/** What `--state` keeps of one series. */
interface Learned {
  readonly step: number
  readonly state: DetectorState
}

type States = Map<string, Learned>

/** `rootops detect FILE…`: each sample judged with only what came before it. */
export function detectCommand(io: Io): Command {
  return new Command('detect')
    .description('score recorded series sample by sample, each with only what came before it')
    .argument('<file...>', 'CSV (timestamp,value) or the JSON of query_range; - is standard input')
    .option('--out <folder>', 'write one file per input, same name, instead of standard output')
    .option('--state <file>', 'go on from what was learned, and keep what is learned now')
    .action(async (files: string[], options: { out?: string; state?: string }) => {
      const states: States | undefined = options.state ? await readStates(options.state) : undefined
      const progress = createProgress(io, files.length, 'detect')
      if (options.out) await mkdir(options.out, { recursive: true })
      for (const file of files) {
        const prefix = files.length > 1 ? `${basename(file)}/` : ''
        const text = judgeFile(await readRecorded(file, io), prefix, states)
        const name = basename(file).replace(/\.gz$/, '')
        if (options.out) await writeFile(join(options.out, name), text)
        else io.stdout.write(text)
        progress.advance(1)
      }
      progress.end()
      if (options.state && states) await writeStates(options.state, states)
    })
}

function judgeFile(file: RecordedFile, prefix: string, states: States | undefined): string {
  const judged = file.series.map((series) => {
    const known = states?.get(prefix + series.name)
    const step = known?.step ?? stepOf(series.timestamps)
    const profile = { bad: 'both', role: 'level', unit: 'none', step } as const
    const { columns, state } = judgeSeries(seriesOf(series), profile, known?.state)
    states?.set(prefix + series.name, { step, state })
    return columns
  })
  return file.form === 'single' ? singleRows(file, judged) : manyRows(file, judged)
}

const COLUMNS = 'timestamp,value,expected,lower,upper,score,alert_score'

function singleRows({ series }: RecordedFile, judged: readonly JudgedSeries[]): string {
  const lines = [COLUMNS]
  for (let i = 0; i < series[0]!.timestamps.length; i++)
    lines.push(rowOf(series[0]!, judged[0]!, i))
  return `${lines.join('\n')}\n`
}

function manyRows(
  { form, series, seriesOfRow }: RecordedFile,
  judged: readonly JudgedSeries[],
): string {
  const lines = [`series,${COLUMNS}`]
  const names = series.map(({ name }) => cell(name))
  const write = (id: number, i: number) =>
    lines.push(`${names[id]},${rowOf(series[id]!, judged[id]!, i)}`)
  if (form === 'wide')
    series.forEach(({ timestamps }, id) => timestamps.forEach((_, i) => write(id, i)))
  else {
    const next = new Uint32Array(series.length)
    for (const id of seriesOfRow) write(id, next[id]!++)
  }
  return `${lines.join('\n')}\n`
}

function rowOf({ written, values }: RecordedSeries, judged: JudgedSeries, i: number): string {
  const { expected, lower, upper, score, alertScore } = judged
  const numbers = [expected, lower, upper, score, alertScore].map((column) => rounded(column[i]!))
  return `${written[i]},${cell(values[i]!)},${numbers.join(',')}`
}

/** A state file is one JSON object: the series' name to its step and its state in base64. */
async function readStates(file: string): Promise<States> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '{}'
    throw errors.inputInvalid(`${file}: ${error.message}`)
  })
  const states: States = new Map()
  for (const [name, { step, state: encoded }] of Object.entries(parseStates(text, file))) {
    const state = decodeState(Buffer.from(encoded, 'base64'))
    if (!state)
      throw errors.inputInvalid(
        `${file}: the state of "${name}" is damaged or of another version; delete the file to learn anew`,
      )
    states.set(name, { step, state })
  }
  return states
}

function parseStates(text: string, file: string): Record<string, { step: number; state: string }> {
  try {
    return JSON.parse(text) as Record<string, { step: number; state: string }>
  } catch {
    throw errors.inputInvalid(`${file}: is not a state file; delete it to learn anew`)
  }
}

async function writeStates(file: string, states: States): Promise<void> {
  const encoded = [...states].map(([name, { step, state }]) => [
    name,
    { step, state: Buffer.from(encodeState(state)).toString('base64') },
  ])
  // Whole or not at all: a half-written state would lose what was learned.
  await writeFile(`${file}.tmp`, JSON.stringify(Object.fromEntries(encoded)))
  await rename(`${file}.tmp`, file)
}
