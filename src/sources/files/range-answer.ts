import type { Series } from '../../model/series.ts'
import { createScan } from '../prometheus/scan/scan.ts'
import { readResult } from '../prometheus/scan/result.ts'
import type { RangeResult } from '../source.ts'
import type { RecordedFile } from './series-csv.ts'

/** What a caller may hand us at once; more is INPUT_TOO_LARGE. */
const LIMITS = { maxSeries: 100_000, maxSamples: 20_000_000 }

/** The series in an answer of `query_range` (or `query`) that somebody kept. `who` is for messages. */
export function readRangeBytes(bytes: Uint8Array, who: string): RangeResult {
  const scan = createScan(who, (reader) => readResult(reader, LIMITS))
  scan.push(bytes)
  return scan.finish()
}

/** The same as a recorded file in long form, series after series. */
export function readRangeAnswer(bytes: Uint8Array, file: string): RecordedFile {
  const { series } = readRangeBytes(bytes, file)
  const seriesOfRow = new Uint32Array(series.reduce((sum, one) => sum + one.values.length, 0))
  let row = 0
  series.forEach((one, id) => {
    seriesOfRow.fill(id, row, row + one.values.length)
    row += one.values.length
  })
  return { form: 'long', series: series.map(recorded), seriesOfRow }
}

function recorded({ labels, timestamps, values }: Series): RecordedFile['series'][number] {
  return { name: nameOf(labels), timestamps, values, written: Array.from(timestamps, String) }
}

/** A series as Prometheus writes it: `name{label="value"}`. */
function nameOf(labels: Series['labels']): string {
  const { __name__: name = '', ...others } = labels
  const inside = Object.entries(others).map(([label, value]) => `${label}=${JSON.stringify(value)}`)
  return inside.length > 0 ? `${name}{${inside.join(',')}}` : name
}
