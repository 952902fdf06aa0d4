import { mergedSignals, signalsOf, type RecordedSignal } from '../engine/causes/signal-sides.ts'
import { openRecording, type Recording } from '../engine/causes/recording.ts'
import { errors } from '../errors.ts'
import { readLogCsv, type LogFile } from '../sources/files/log-csv.ts'
import { seriesIn, type RecordedFile } from '../sources/files/recorded-file.ts'
import { splitRow } from '../sources/files/series-csv.ts'
import { readSpanCsv, type SpanFile } from '../sources/files/span-csv.ts'
import { readTraceBody } from '../sources/trace-rows.ts'
import { readInput } from './input.ts'
import type { Io } from './io.ts'
import { readRecorded } from './recorded.ts'

export async function readSignals(files: readonly string[], io: Io): Promise<RecordedSignal[]> {
  const signals: RecordedSignal[] = []
  for (const file of files) {
    const recorded = await readRecorded(file, io)
    const read = signalsOf(seriesIn(named(recorded)))
    if (read.length === 0 && recorded.values.length > 0)
      throw errors.inputInvalid(`${file}: no column is named service|indicator`)
    signals.push(...read)
  }
  return mergedSignals(signals)
}

/** A file with one column has a name for it, too. */
function named(recorded: RecordedFile): RecordedFile {
  if (recorded.form !== 'single' || recorded.written === undefined) return recorded
  const { bytes } = recorded.written
  const end = bytes.indexOf(NEWLINE)
  const header = new TextDecoder().decode(bytes.subarray(0, end < 0 ? bytes.length : end))
  const name = splitRow(header).find((cell) => cell.includes('|')) ?? ''
  return { ...recorded, names: [name.trim()] }
}

const NEWLINE = 10
const NO_SPANS = readSpanCsv(Buffer.from('service,start_us,duration_us\n'), '')

/** Traces with the logs of the same time; logs without traces stand for themselves. */
export async function readRecordings(
  traceFiles: readonly string[],
  logFiles: readonly string[],
  io: Io,
): Promise<Recording[]> {
  const logs: LogFile[] = []
  for (const file of logFiles) logs.push(readLogCsv(await readInput(file, io), file))
  const recordings: Recording[] = []
  const joined = new Set<LogFile>()
  for (const file of traceFiles) {
    const spans = readSpans(await readInput(file, io), file)
    const overlapping = logs.find((one) => overlaps(one, spans))
    recordings.push(openRecording(spans, overlapping))
    if (overlapping) joined.add(overlapping)
  }
  for (const one of logs) if (!joined.has(one)) recordings.push(openRecording(NO_SPANS, one))
  return recordings
}

function overlaps({ timestamp }: LogFile, { columns }: SpanFile): boolean {
  const [start, end] = extent(columns.timestamp)
  const [first, last] = extent(timestamp)
  return first <= end && last >= start
}

function extent(times: Float64Array): [number, number] {
  let [first, last] = [Infinity, -Infinity]
  for (const time of times) {
    if (time < first) first = time
    if (time > last) last = time
  }
  return [first, last]
}

function readSpans(bytes: Uint8Array, file: string): SpanFile {
  const first = bytes.find((byte) => byte > 0x20)
  if (first !== 0x7b && first !== 0x5b) return readSpanCsv(bytes, file)
  const { columns } = readTraceBody(bytes)
  return { columns, traceNumber: () => 0, spanNumber: () => 0 }
}

/** `{"edges": [["caller", "callee"], …]}`; pairs under `links` are the same. Throws INPUT_INVALID. */
export async function readEdges(file: string, io: Io): Promise<(readonly [string, string])[]> {
  const text = new TextDecoder().decode(await readInput(file, io))
  const edges = pairsIn(text)
  if (edges === undefined)
    throw errors.inputInvalid(`${file}: expected JSON such as {"edges": [["caller", "callee"]]}`)
  return edges
}

function isPair(pair: unknown): pair is [string, string] {
  return Array.isArray(pair) && typeof pair[0] === 'string' && typeof pair[1] === 'string'
}

function pairsIn(text: string): (readonly [string, string])[] | undefined {
  try {
    const { edges, links } = JSON.parse(text) as { edges?: unknown; links?: unknown }
    const pairs = edges ?? links
    return Array.isArray(pairs) && pairs.every((pair) => isPair(pair)) ? pairs : undefined
  } catch {
    return undefined
  }
}
