import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'

import { ask, BUILT, CHECKOUT, sleep, startServer, type ServerProcess } from './server-process.ts'
import { middle, type Row, type Suite } from './suite.ts'
import { traceBody } from './traces.ts'

const STARTS = 5
const IDLE_MS = 10_000
/** Installed, Node has no types to strip; it is measured as it was last built. */
const FORMS = [
  [CHECKOUT, 'checkout'],
  [BUILT, 'installed'],
] as const
const SMALL_POSTS = 200
const LARGE_POSTS = 10
const SCRAPES = 100

export const suite: Suite = {
  what: '`rootops serve` without a Prometheus, as a process of its own',
  async run() {
    const rows: Row[] = []
    for (const [program, form] of FORMS) {
      if (!existsSync(program)) continue
      rows.push(...(await measureStarts(program, form)), await memoryOfIdle(program, form))
    }
    const server = await startServer()
    try {
      rows.push(await costOfScrapes(server))
      rows.push(await costOfPosts(server, 1000, SMALL_POSTS))
      rows.push(await healthWhile(server, 'nothing else', () => sleep(3000)))
      rows.push(await costOfPosts(server, 100_000, LARGE_POSTS))
      rows.push(
        await healthWhile(server, 'POSTs of 100,000 rows one after another', () =>
          postMany(server, traceBody(100_000), LARGE_POSTS),
        ),
        await healthWhile(server, 'POSTs of 100,000 rows, two at a time', () =>
          Promise.all([1, 2].map(() => postMany(server, traceBody(100_000), LARGE_POSTS / 2))),
        ),
      )
      rows.push(await memory(server, 'memory after these POSTs'))
    } finally {
      await server.stop()
    }
    return rows
  },
}

/** The very first start has nothing compiled yet; the others find what it left. */
async function measureStarts(program: string, form: string): Promise<Row[]> {
  const temporary = mkdtempSync(join(tmpdir(), 'rootops-bench-cache-'))
  const environment = { TMPDIR: temporary }
  const first = await startOnce(program, environment)
  const later: Start[] = []
  for (let i = 0; i < STARTS; i++) later.push(await startOnce(program, environment))
  rmSync(temporary, { recursive: true })
  const wall = middle(later.map(({ milliseconds }) => milliseconds))
  const cpu = middle(later.map(({ cpuMilliseconds }) => cpuMilliseconds))
  return [
    {
      what: `${form}: start to the first 200 of /health, the first time ever`,
      measured: `${first.milliseconds.toFixed(0)} ms (${first.cpuMilliseconds.toFixed(0)} ms CPU)`,
    },
    {
      what: `${form}: the same, later (median of ${STARTS})`,
      measured: `${wall.toFixed(0)} ms (${cpu.toFixed(0)} ms CPU)`,
      wanted: '≤ 1,000 ms',
    },
  ]
}

interface Start {
  readonly milliseconds: number
  readonly cpuMilliseconds: number
}

async function startOnce(program: string, environment: NodeJS.ProcessEnv): Promise<Start> {
  const server = await startServer(program, environment)
  const cpuMilliseconds = server.cpuMilliseconds()
  await server.stop()
  return { milliseconds: server.startMilliseconds, cpuMilliseconds }
}

async function memoryOfIdle(program: string, form: string): Promise<Row> {
  const server = await startServer(program)
  await sleep(IDLE_MS)
  const row = await memory(server, `${form}: memory, 10 s after the start`, '≤ 120 MB')
  await server.stop()
  return row
}

async function memory(server: ServerProcess, what: string, wanted = ''): Promise<Row> {
  const metrics = await server.metrics()
  const megabytes = metrics('process_resident_memory_bytes') / 1e6
  return { what, measured: `${megabytes.toFixed(0)} MB`, wanted }
}

async function costOfScrapes(server: ServerProcess): Promise<Row> {
  const milliseconds = await cpuOf(server, async () => {
    for (let i = 0; i < SCRAPES; i++) await ask(`${server.url}/metrics`)
  })
  return { what: 'a scrape of /metrics', measured: `${(milliseconds / SCRAPES).toFixed(2)} ms CPU` }
}

async function costOfPosts(server: ServerProcess, rows: number, times: number): Promise<Row> {
  const body = traceBody(rows)
  await postMany(server, body, Math.ceil(times / 5))
  const milliseconds = await cpuOf(server, () => postMany(server, body, times))
  return {
    what: `a POST of ${rows.toLocaleString('en')} trace rows (${(body.length / 1e6).toFixed(1)} MB)`,
    measured: `${(milliseconds / times).toFixed(1)} ms CPU`,
  }
}

async function postMany({ url }: ServerProcess, body: Uint8Array, times: number): Promise<void> {
  for (let i = 0; i < times; i++) {
    const { status, text } = await ask(`${url}/api/v1/analyze/traces`, body)
    if (status !== 200) throw new Error(`${status}: ${text.slice(0, 200)}`)
  }
}

/** CPU milliseconds of the server process, all its threads, while something is done to it. */
async function cpuOf(server: ServerProcess, work: () => Promise<unknown>): Promise<number> {
  const before = await server.metrics()
  await work()
  const after = await server.metrics()
  return (after('process_cpu_seconds_total') - before('process_cpu_seconds_total')) * 1000
}

async function healthWhile(
  server: ServerProcess,
  what: string,
  work: () => Promise<unknown>,
): Promise<Row> {
  const probe = new Worker(new URL('./health-probe.ts', import.meta.url), {
    workerData: { url: server.url },
  })
  await sleep(500)
  // The gauge of the longest delay starts anew with each scrape.
  await server.metrics()
  await work()
  const metrics = await server.metrics()
  const taken = await new Promise<number[]>((resolve, reject) => {
    probe.once('message', resolve)
    probe.once('error', reject)
    probe.postMessage('enough')
  })
  taken.sort((a, b) => a - b)
  const at = (share: number) => taken[Math.floor(share * (taken.length - 1))]!.toFixed(1)
  const delay = metrics('nodejs_eventloop_lag_max_seconds') * 1000
  return {
    what: `/health beside ${what} (${taken.length} answers)`,
    measured: `p50 ${at(0.5)}, p99 ${at(0.99)}, max ${at(1)} ms; longest delay of the event loop ${delay.toFixed(0)} ms`,
    wanted: '≤ 100 ms',
  }
}
