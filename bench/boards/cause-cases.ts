import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { gunzipSync } from 'node:zlib'

import { openRecording, type Recording } from '../../src/engine/causes/recording.ts'
import { signalsOf, type RecordedSignal } from '../../src/engine/causes/signal-sides.ts'
import { readLogCsv } from '../../src/sources/files/log-csv.ts'
import { seriesIn } from '../../src/sources/files/recorded-file.ts'
import { readSeriesCsv } from '../../src/sources/files/series-csv.ts'
import { readSpanCsv } from '../../src/sources/files/span-csv.ts'

/** One recorded incident, as the manifest has it. Times are unix seconds. */
export interface CauseCase {
  readonly id: string
  readonly metrics: string
  readonly inject_time: number
  readonly root_cause_service: string
  readonly root_cause_indicators: readonly string[]
  readonly fault_type?: string
  readonly scenario?: string
  readonly traces?: string
  readonly logs?: string
  readonly graph?: string
  /** A recording of the same traffic without faults; null where there is none. */
  readonly baseline_metrics?: string | null
  readonly target?: { readonly node: string; readonly metric: string; readonly agg: string }
}

interface Day {
  readonly metrics: string
  readonly normal_traces?: string
  readonly normal_logs?: string
}

export interface CauseSet {
  readonly name: string
  readonly cases: readonly CauseCase[]
  readonly days: readonly Day[]
  readonly signals: (file: string) => readonly RecordedSignal[]
  readonly recording: (traces: string, logs: string | undefined) => Recording
  readonly edges: (file: string) => readonly (readonly [string, string])[]
}

/** Opens `DIR/causes/<name>`, with DIR from `--data`; ends the process with 2 when it is not there. */
export function openCauseSet(name: string): CauseSet {
  const { values } = parseArgs({ options: { data: { type: 'string' } }, strict: false })
  const folder = join(typeof values.data === 'string' ? values.data : '.', 'causes', name)
  if (!existsSync(folder)) {
    console.error(
      `the suite needs public data that is not in this repository: add --data DIR, with DIR/causes/${name}/manifest.json in it`,
    )
    process.exit(2)
  }
  const { cases, days = {} } = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as {
    cases: CauseCase[]
    days?: Record<string, Day>
  }
  const bytesOf = (file: string) => {
    const bytes = readFileSync(join(folder, file))
    return file.endsWith('.gz') ? gunzipSync(bytes) : bytes
  }
  return {
    name,
    cases,
    days: Object.values(days),
    signals: remembered((file) => signalsOf(seriesIn(readSeriesCsv(bytesOf(file), file)))),
    recording: remembered((traces, logs) =>
      openRecording(
        readSpanCsv(bytesOf(traces), traces),
        logs === undefined ? undefined : readLogCsv(bytesOf(logs), logs),
      ),
    ),
    edges: (file) => {
      const { edges, links } = JSON.parse(bytesOf(file).toString()) as {
        edges?: [string, string][]
        links?: [string, string][]
      }
      return edges ?? links ?? []
    },
  }
}

/** Files are read once: the history of one case is the incident of another. */
function remembered<Value>(
  read: (file: string, other?: string) => Value,
): (file: string, other?: string) => Value {
  const known = new Map<string, Value>()
  return (file, other) => {
    const value = known.get(file) ?? read(file, other)
    known.set(file, value)
    return value
  }
}
