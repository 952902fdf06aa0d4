/**
 * Runs one job on the bytes of a file, in a process that has done nothing else, and prints what it
 * cost as JSON: `node bench/fresh.ts JOB FILE`.
 */
import { readFileSync } from 'node:fs'

import { cpuMilliseconds } from './suite.ts'

export type JobName = 'traces' | 'parse' | 'scan' | 'parseColumns'

/** CPU milliseconds of the first call and of later ones, and bytes. */
export interface FreshCost {
  readonly cold: number
  readonly warm: number
  /** Most memory resident at once, above what it was with the file read. */
  readonly memory: number
}

interface RangeAnswer {
  data: { result: { metric: Record<string, string>; values: [number, string][] }[] }
}

const WARM_CALLS = 5
const NOW = 1_790_000_000

const jobs: Record<JobName, () => Promise<(body: Uint8Array) => unknown>> = {
  traces: async () => {
    const { analyzeTraceBody } = await import('../src/engine/jobs/trace-job.ts')
    return (body) => analyzeTraceBody({ body, now: NOW })
  },
  parse: async () => parse,
  scan: async () => {
    const { readRangeBytes } = await import('../src/sources/files/range-answer.ts')
    return (body) => readRangeBytes(body, 'bench')
  },
  parseColumns: async () => (body) => {
    const { data } = parse(body) as RangeAnswer
    return data.result.map(({ values }) => [
      Float64Array.from(values, ([time]) => time),
      Float64Array.from(values, ([, value]) => Number(value)),
    ])
  },
}

function parse(body: Uint8Array): unknown {
  return JSON.parse(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString())
}

const [name = '', file = ''] = process.argv.slice(2)
const job = await jobs[name as JobName]()
const body = readFileSync(file)
const before = process.memoryUsage.rss()
const cold = cpuMilliseconds(() => job(body), 1)
const warm = cpuMilliseconds(() => job(body), WARM_CALLS)
const cost: FreshCost = { cold, warm, memory: process.resourceUsage().maxRSS * 1024 - before }
console.log(JSON.stringify(cost))
