import { errors } from '../../../errors.ts'
import { createSeries, type Labels, type Series } from '../../../model/series.ts'
import type { RangeResult } from '../../source.ts'
import { byte, type ByteReader, type Parse } from './byte-reader.ts'
import { sampleValue } from './decimal.ts'
import { readEnvelope } from './envelope.ts'
import { MAX_VALUE, readArray, readObject, type Flow } from './grammar.ts'
import { POINT_ROOM, readCommonPoints } from './points.ts'
import { SampleColumns } from './sample-columns.ts'

/** Limits of one answer; reaching one is INPUT_TOO_LARGE. */
export interface ResultLimits {
  readonly maxSeries: number
  readonly maxSamples: number
}

const MAX_POINT = 1 << 10
const HISTOGRAMS_LEFT_OUT =
  'native histograms were left out: ask for numbers, with histogram_quantile(), histogram_count() or histogram_sum()'

interface Reading {
  readonly reader: ByteReader
  readonly limits: ResultLimits
  readonly columns: SampleColumns
  readonly series: Series[]
  resultType: string
  sawHistograms: boolean
}

/** Reads the answer of `query_range` or `query`: a matrix, a vector or a scalar, as series. */
export function* readResult(reader: ByteReader, limits: ResultLimits): Parse<RangeResult> {
  const reading: Reading = {
    reader,
    limits,
    columns: new SampleColumns(limits.maxSamples),
    series: [],
    resultType: '',
    sawHistograms: false,
  }
  const warnings = yield* readEnvelope(reader, () => readData(reading))
  if (reading.sawHistograms) warnings.push(HISTOGRAMS_LEFT_OUT)
  return { series: reading.series, warnings }
}

function* readData(reading: Reading): Parse<Flow> {
  const { reader } = reading
  let sawResult = false
  const flow = yield* readObject(reader, function* readField(key) {
    if (key === 'resultType') reading.resultType = yield* reader.text(MAX_VALUE)
    else if (key === 'result') {
      sawResult = true
      yield* readEntries(reading)
    } else yield* reader.skip()
    return 'on'
  })
  if (!sawResult) throw reader.damaged('"result" in the data')
  if (reading.resultType === 'string')
    throw errors.sourceRefused(`${reader.who}: the query gives a text, not numbers`)
  return flow
}

/** Entries of a matrix or vector are objects; a scalar is one bare `[time, value]`. */
function* readEntries(reading: Reading): Parse<void> {
  const { reader, columns, series } = reading
  const scalar: unknown[] = []
  yield* readArray(reader, function* readEntry() {
    if ((yield* reader.peek()) === byte.openBrace) yield* readSeries(reading)
    else if (scalar.push(yield* reader.value(MAX_VALUE)) > 2) throw reader.damaged('a scalar')
    return 'on'
  })
  if (scalar.length === 0 || reading.resultType === 'string') return
  keepPoint(reading, scalar)
  const { timestamps, values } = columns.take()
  series.push(createSeries({}, timestamps, values))
}

function* readSeries(reading: Reading): Parse<void> {
  const { reader, columns, series, limits } = reading
  let labels: Labels | undefined
  yield* readObject(reader, function* readField(key) {
    if (key === 'metric') labels = labelsOf(yield* reader.value(MAX_VALUE))
    else if (key === 'values') yield* readPoints(reading)
    else if (key === 'value') keepPoint(reading, yield* reader.value(MAX_POINT))
    else {
      if (key === 'histogram' || key === 'histograms') reading.sawHistograms = true
      yield* reader.skip()
    }
    return 'on'
  })
  if (!labels) throw reader.damaged('a series with a "metric" of texts')
  if (!columns.isAscending()) throw reader.damaged('a series with ascending timestamps')
  if (columns.length === 0) return
  if (series.length >= limits.maxSeries)
    throw errors.inputTooLarge(`the number of series from ${reader.who}`, limits.maxSeries)
  const { timestamps, values } = columns.take()
  series.push(createSeries(labels, timestamps, values))
}

function* readPoints(reading: Reading): Parse<void> {
  const { reader, columns } = reading
  yield* readArray(reader, function* readSome() {
    const before = columns.length
    if (yield* reader.has(POINT_ROOM)) readCommonPoints(reader, columns)
    if (columns.length === before) keepPoint(reading, yield* reader.value(MAX_POINT))
    return 'on'
  })
}

/** Keeps one parsed `[time, value]`. */
function keepPoint({ reader, columns, limits }: Reading, point: unknown): void {
  const [time, text] = Array.isArray(point) && point.length === 2 ? point : []
  const value = typeof text === 'string' ? sampleValue(text) : text
  if (typeof time !== 'number' || typeof value !== 'number')
    throw reader.damaged('a point [time, "value"]')
  if (columns.length >= columns.left)
    throw errors.inputTooLarge(`the number of samples from ${reader.who}`, limits.maxSamples)
  columns.push(time, value)
}

function labelsOf(raw: unknown): Labels | undefined {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return undefined
  const labels = raw as Record<string, unknown>
  return Object.values(labels).every((value) => typeof value === 'string')
    ? (labels as Labels)
    : undefined
}
