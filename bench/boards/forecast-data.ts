import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'

import { readPacked } from './board.ts'

/** Many series side by side: by id the values in the order of time, a gap is NaN. */
export type WideSeries = ReadonlyMap<string, Float64Array>

interface Described {
  readonly id: string
  /** Seconds from one value to the next. */
  readonly step: number
  /** Unix seconds of the first value, where the clock is known. */
  readonly t0?: number
}

export interface ForecastData {
  /** The manifest's entry of each series, where it has one. */
  readonly described: ReadonlyMap<string, Described>
  read(file: string): WideSeries
}

/** Opens `DIR/forecasting/<name>`, with DIR from `--data`; ends the process with 2 when it is not there. */
export function openForecastData(name: string): ForecastData {
  const { values } = parseArgs({ options: { data: { type: 'string' } }, strict: false })
  const folder = join(String(values.data ?? ''), 'forecasting', name)
  const manifest = join(folder, 'manifest.json')
  if (values.data === undefined || !existsSync(manifest)) {
    console.error(
      `the suite needs public data that is not in this repository: add --data DIR, with DIR/forecasting/${name}/manifest.json in it`,
    )
    process.exit(2)
  }
  const { series } = JSON.parse(readFileSync(manifest, 'utf8')) as { series?: Described[] | number }
  // Where all series are alike the manifest only counts them.
  const entries = Array.isArray(series) ? series : []
  return {
    described: new Map(entries.map((one) => [one.id, one])),
    read: (file) => parseWide(readPacked(join(folder, file))),
  }
}

/** Lines `id,v1,v2,…` without a header; an empty cell is a gap. */
function parseWide(text: string): WideSeries {
  const lines = text.trimEnd().split('\n')
  return new Map(
    lines.map((line) => {
      const [id = '', ...cells] = line.split(',')
      return [id, Float64Array.from(cells, (cell) => (cell === '' ? NaN : Number(cell)))]
    }),
  )
}
