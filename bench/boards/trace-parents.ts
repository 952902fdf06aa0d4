import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'

import { givenParents } from '../../src/detect/traces/structure/given-parents.ts'
import { inferParents } from '../../src/detect/traces/structure/inferred-parents.ts'
import { gatherTraces } from '../../src/detect/traces/structure/traces.ts'
import type { SpanColumns } from '../../src/model/span.ts'
import type { Row, Suite } from '../suite.ts'
import { readPacked } from './board.ts'

const SETS = [
  { name: 'nezha_tt', what: 'Train Ticket', wanted: 0.98 },
  { name: 'nezha_ob', what: 'Online Boutique', wanted: 0.92 },
]

export const suite: Suite = {
  what: "parents inferred from time alone against those that the spans' ids tell (Nezha's recorded spans)",
  run() {
    const rows: Row[] = []
    for (const { name, what, wanted } of SETS) {
      const folder = folderOf(name)
      const { cases } = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as {
        cases: { traces?: string }[]
      }
      const files = cases.flatMap(({ traces }) =>
        traces === undefined ? [] : [join(folder, traces)],
      )
      for (const times of ['start', 'end', 'start, cut to milliseconds'] as const)
        rows.push(...scoreOf(files, times, { what, wanted }))
    }
    return Promise.resolve(rows)
  },
}

function folderOf(name: string): string {
  const { values } = parseArgs({ options: { data: { type: 'string' } }, strict: false })
  const folder = join(typeof values.data === 'string' ? values.data : '.', 'causes', name)
  if (existsSync(folder)) return folder
  console.error(
    `the suite needs public data that is not in this repository: add --data DIR, with DIR/causes/${name}/manifest.json in it`,
  )
  return process.exit(2)
}

type Times = 'start' | 'end' | 'start, cut to milliseconds'

function scoreOf(
  files: readonly string[],
  times: Times,
  { what, wanted }: { what: string; wanted: number },
): Row[] {
  const sums = { spans: 0, exact: 0, service: 0, files: 0 }
  for (const file of files) {
    const columns = columnsOf(readPacked(file), times)
    const truth = givenParents(columns)
    const inferred = inferParents(
      { ...columns, span: new Uint32Array(0), parent: new Uint32Array(0) },
      gatherTraces(columns),
    )
    if (truth === undefined) continue
    sums.files++
    truth.forEach((parent, row) => {
      if (parent < 0) return
      sums.spans++
      const found = inferred?.parents[row] ?? -1
      if (found === parent) sums.exact++
      if (found >= 0 && columns.service[found] === columns.service[parent]) sums.service++
    })
  }
  const share = (part: number) => (part / sums.spans).toFixed(3)
  const isPromised = times === 'start'
  return [
    {
      what: `${what}, times are those of the ${times}: right service of the parent`,
      measured: `${share(sums.service)} of ${sums.spans.toLocaleString('en')} spans`,
      ...(isPromised && { wanted: `≥ ${wanted}` }),
    },
    { what: 'the very span', measured: share(sums.exact) },
  ]
}

/** Columns trace, span, parent, service, operation, start_us, duration_us. */
function columnsOf(text: string, times: Times): SpanColumns {
  const lines = text.trimEnd().split('\n').slice(1)
  const { length } = lines
  const numbers = new Map<string, number>()
  const numberOf = (name: string) => {
    const known = numbers.get(name)
    if (known !== undefined) return known
    numbers.set(name, numbers.size)
    return numbers.size - 1
  }
  const columns = {
    length,
    service: new Uint32Array(length),
    operation: new Uint32Array(length),
    trace: new Uint32Array(length),
    span: new Uint32Array(length),
    parent: new Uint32Array(length),
    durationMs: new Float64Array(length),
    timestamp: new Float64Array(length),
    failed: new Uint8Array(length),
    sourceRow: Uint32Array.from({ length }, (_, row) => row),
  }
  lines.forEach((line, row) => {
    const [trace, span, parent, service, operation, start, duration] = line.split(',') as [
      string,
      string,
      string,
      string,
      string,
      string,
      string,
    ]
    columns.trace[row] = Number(trace)
    columns.span[row] = Number(span)
    columns.parent[row] = Number(parent)
    columns.service[row] = numberOf(service)
    columns.operation[row] = numberOf(operation)
    const [from, took] = [Number(start), Number(duration)]
    columns.timestamp[row] = timeOf(from, took, times)
    columns.durationMs[row] = took / 1000
  })
  return {
    ...columns,
    strings: [...numbers.keys()],
    traceIdOf: (row) => String(columns.trace[row]),
  }
}

/** Unix seconds from microseconds. */
function timeOf(start: number, duration: number, times: Times): number {
  if (times === 'end') return (start + duration) / 1e6
  return times === 'start' ? start / 1e6 : Math.floor(start / 1000) / 1000
}
