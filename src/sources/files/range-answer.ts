import type { Series } from '../../model/series.ts'
import { createScan } from '../prometheus/scan/scan.ts'
import { readResult } from '../prometheus/scan/result.ts'
import type { RangeResult } from '../source.ts'
import type { RecordedFile } from './recorded-file.ts'

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
  const samples = series.reduce((sum, { values }) => sum + values.length, 0)
  const timestamps = new Float64Array(samples)
  const values = new Float64Array(samples)
  const seriesOfSample = new Uint32Array(samples)
  let at = 0
  series.forEach((one, id) => {
    timestamps.set(one.timestamps, at)
    values.set(one.values, at)
    seriesOfSample.fill(id, at, at + one.values.length)
    at += one.values.length
  })
  const names = series.map(({ labels }) => nameOf(labels))
  return { form: 'long', names, timestamps, values, seriesOfSample, written: undefined }
}

/** A series as Prometheus writes it: `name{label="value"}`. */
function nameOf(labels: Series['labels']): string {
  const { __name__: name = '', ...others } = labels
  const inside = Object.entries(others).map(([label, value]) => `${label}=${JSON.stringify(value)}`)
  return inside.length > 0 ? `${name}{${inside.join(',')}}` : name
}
