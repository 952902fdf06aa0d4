import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { request } from 'node:http'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** `rootops serve` in a process of its own, as a user starts it. */
export interface ServerProcess {
  readonly url: string
  /** Milliseconds from the start of the process to the first 200 of /health. */
  readonly startMilliseconds: number
  /** CPU of the process since it began, to 10 ms; NaN where there is no /proc. */
  cpuMilliseconds(): number
  /** Reads samples without labels from its /metrics. */
  metrics(): Promise<Metrics>
  stop(): Promise<void>
}

export type Metrics = (name: string) => number

/** How a checkout is started, and what is installed (once it has been built). */
export const CHECKOUT = fileURLToPath(new URL('../src/cli.ts', import.meta.url))
export const BUILT = fileURLToPath(new URL('../dist/cli.js', import.meta.url))

const TICKS_PER_SECOND = 100
const PATIENCE_MS = 30_000
const POLL_MS = 5

export async function startServer(
  program: string = CHECKOUT,
  environment: NodeJS.ProcessEnv = {},
): Promise<ServerProcess> {
  const folder = mkdtempSync(join(tmpdir(), 'rootops-bench-'))
  const port = await freePort()
  const own = ['--web.listen-address', `127.0.0.1:${port}`, '--storage.path', folder]
  const started = performance.now()
  const child = spawn(process.execPath, [program, 'serve', ...own], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, ROOTOPS_LOG_LEVEL: 'warn', ...environment },
  })
  const url = `http://127.0.0.1:${port}`
  await untilHealthy(url, child)
  return {
    url,
    startMilliseconds: performance.now() - started,
    cpuMilliseconds: () => cpuOf(child.pid),
    metrics: async () => readMetrics((await ask(`${url}/metrics`)).text),
    async stop() {
      const ended = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGTERM')
      await ended
      rmSync(folder, { recursive: true })
    },
  }
}

export interface Answer {
  readonly status: number
  readonly text: string
}

/** One request; a POST of JSON when there is a body. */
export function ask(url: string, body?: Uint8Array): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const options = body && { method: 'POST', headers: { 'content-type': 'application/json' } }
    const sent = request(url, options ?? {}, (response) => {
      const chunks: Uint8Array[] = []
      response.on('data', (chunk: Uint8Array) => chunks.push(chunk))
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() }),
      )
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

async function untilHealthy(url: string, child: ChildProcess): Promise<void> {
  const end = performance.now() + PATIENCE_MS
  while (performance.now() < end && child.exitCode === null) {
    const answer = await ask(`${url}/health`).catch(() => undefined)
    if (answer?.status === 200) return
    await sleep(POLL_MS)
  }
  throw new Error('the server did not become healthy')
}

function cpuOf(pid: number | undefined): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ')
    return ((Number(fields[11]) + Number(fields[12])) * 1000) / TICKS_PER_SECOND
  } catch {
    return NaN
  }
}

function readMetrics(text: string): Metrics {
  return (name) => {
    const line = text.split('\n').find((one) => one.startsWith(`${name} `))
    if (!line) throw new Error(`${name} is not in /metrics`)
    return Number(line.split(' ')[1])
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
}

export function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds)
  })
}
