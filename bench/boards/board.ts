import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { gunzipSync } from 'node:zlib'

/** One file of a board, as the board's manifest has it. Times are unix seconds. */
export interface BoardSeries {
  readonly name: string
  readonly file: string
  readonly windows: readonly (readonly [number, number])[]
  /** First time of the test part, where a board has one. */
  readonly test_start?: number
  /** What an anomaly of a machine began in: numbers of columns, from 0. */
  readonly root_cause?: readonly Cause[]
  /** The set that a collected series came from. */
  readonly from_dataset?: string
  /** Rows of the dominant period, as the board's maker found it. */
  readonly period?: number
}

interface Cause {
  readonly start: number
  readonly end: number
  readonly dims: readonly number[]
}

export interface Board {
  readonly folder: string
  readonly series: readonly BoardSeries[]
}

/** The rows of one file: a gap is NaN, a label is 1 inside an anomaly. */
export interface BoardRows {
  readonly timestamps: Float64Array
  readonly columns: readonly Float64Array[]
  readonly labels: Uint8Array
}

/** Opens `DIR/detection/<name>`, with DIR from `--data`; ends the process with 2 when it is not there. */
export function openBoard(name: string): Board {
  const { values } = parseArgs({ options: { data: { type: 'string' } }, strict: false })
  if (typeof values.data !== 'string')
    return giveUp(
      `the suite needs public data that is not in this repository: add --data DIR, with DIR/detection/${name}/manifest.json in it`,
    )
  const folder = join(values.data, 'detection', name)
  const manifest = join(folder, 'manifest.json')
  if (!existsSync(manifest)) return giveUp(`--data ${values.data}: there is no ${manifest}`)
  const { series } = JSON.parse(readFileSync(manifest, 'utf8')) as Pick<Board, 'series'>
  return { folder, series }
}

function giveUp(why: string): never {
  console.error(why)
  process.exit(2)
}

export function readRows({ folder }: Board, { file }: BoardSeries): BoardRows {
  return parseRows(readPacked(join(folder, file)))
}

export function readPacked(path: string): string {
  const bytes = readFileSync(path)
  return (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
}

/** CSV with a header: `timestamp`, one or more columns of numbers, `label`. An empty cell is NaN. */
export function parseRows(text: string): BoardRows {
  const [header = '', ...lines] = text.trimEnd().split('\n')
  const names = header.split(',')
  const columns = names.map(() => new Float64Array(lines.length))
  lines.forEach((line, row) => {
    const cells = line.split(',')
    for (let i = 0; i < columns.length; i++) columns[i]![row] = cells[i] ? Number(cells[i]) : NaN
  })
  return {
    timestamps: columns[names.indexOf('timestamp')]!,
    columns: columns.filter((_, i) => names[i] !== 'timestamp' && names[i] !== 'label'),
    labels: Uint8Array.from(columns[names.indexOf('label')]!, (label) => (label > 0 ? 1 : 0)),
  }
}
