import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'
import { Agent, request } from 'undici'

const PROMETHEUS = '/usr/bin/prometheus'
const PROMTOOL = '/usr/bin/promtool'
const READY_WITHIN_SECONDS = 60

export interface PrometheusServer {
  /** Origin, without a slash at the end. */
  readonly url: string
  readonly dataDir: string
  /** Kills it and removes everything it wrote. */
  stop(): Promise<void>
  /** Kills it and keeps what it wrote. */
  crash(): Promise<void>
  /** Starts it again after a crash, at the same address and on the same data. */
  restart(): Promise<void>
  /** Makes it read its configuration again; resolves when that is done. */
  reload(): Promise<void>
  /** Replaces prometheus.yml and reloads. */
  configure(config: string): Promise<void>
}

export interface PrometheusServerOptions {
  readonly config?: string
  /** OpenMetrics text. */
  readonly backfill?: string
  readonly args?: readonly string[]
  readonly files?: Readonly<Record<string, string>>
  readonly scheme?: 'http' | 'https'
  readonly readyPath?: string
  /** Default a free one. */
  readonly port?: number
}

/**
 * Starts a real Prometheus on a free port of 127.0.0.1, with its data in a folder of its own.
 *
 * `backfill` (see `openMetricsText`) is made into blocks before the start. A block made by promtool
 * ends with its last sample, so data up to this second is there from the first query on, and what
 * is scraped later is appended behind it; samples in the future would shut the door for scraping
 * until then.
 *
 * `config` is the text of prometheus.yml (default: scrapes nothing), `files` are put beside it by
 * name and `args` may name them as `{dir}/name`. `scheme` is https when a web config turns TLS on;
 * `readyPath` is needed under a route prefix.
 */
export async function startPrometheus(
  options: PrometheusServerOptions = {},
): Promise<PrometheusServer> {
  for (const program of [PROMETHEUS, PROMTOOL])
    if (!existsSync(program)) throw new Error(`${program} is missing: install with make test-deps`)
  const dir = await mkdtemp(join(tmpdir(), 'rootops-prometheus-'))
  const dataDir = join(dir, 'data')
  await mkdir(dataDir)
  await writeFile(join(dir, 'prometheus.yml'), options.config ?? 'scrape_configs: []\n')
  for (const [name, text] of Object.entries(options.files ?? {}))
    await writeFile(join(dir, name), text)
  try {
    if (options.backfill !== undefined) await writeBlocks(dir, dataDir, options.backfill)
    const { url, port, child: first } = await launch(dir, options)
    let child = first
    return {
      url,
      dataDir,
      crash: () => kill(child),
      async restart() {
        child = (await launch(dir, { ...options, port })).child
      },
      async stop() {
        await kill(child)
        await rm(dir, { recursive: true, force: true })
      },
      reload: () => reload(url),
      async configure(config) {
        await writeFile(join(dir, 'prometheus.yml'), config)
        await reload(url)
      },
    }
  } catch (error) {
    await rm(dir, { recursive: true, force: true })
    throw error
  }
}

async function writeBlocks(dir: string, dataDir: string, text: string): Promise<void> {
  const file = join(dir, 'backfill.om')
  await writeFile(file, text)
  // Every block costs a pass over the whole text, so few large ones instead of two-hour ones.
  const blocks = ['--quiet', '--max-block-duration=720h']
  const args = ['tsdb', 'create-blocks-from', 'openmetrics', ...blocks, file, dataDir]
  await promisify(execFile)(PROMTOOL, args, { maxBuffer: 64 * 2 ** 20 })
  await rm(file)
}

async function launch(
  dir: string,
  options: PrometheusServerOptions,
): Promise<{ url: string; port: number; child: ChildProcess }> {
  const port = options.port ?? (await freePort())
  const url = `${options.scheme ?? 'http'}://127.0.0.1:${port}`
  const child = spawn(
    PROMETHEUS,
    [
      `--config.file=${join(dir, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(dir, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      // Back-filled history is old by design.
      '--storage.tsdb.retention.time=10y',
      '--web.enable-lifecycle',
      ...(options.args ?? []).map((arg) => arg.replaceAll('{dir}', dir)),
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  )
  let log = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (log = (log + text).slice(-8000)))
  try {
    await untilReady(url + (options.readyPath ?? '/-/ready'), child)
  } catch (error) {
    await kill(child)
    throw new Error(`${(error as Error).message}; its log ends:\n${log}`, { cause: error })
  }
  return { url, port, child }
}

/** Ready, or guarded by a password: then it answers 401 instead, and is ready soon. */
async function untilReady(url: string, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + READY_WITHIN_SECONDS * 1000
  while (Date.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`Prometheus ended with ${child.exitCode}`)
    const status = await statusOf(url, 'GET').catch(() => 0)
    if (status === 200 || status === 401) return
    await pause(50)
  }
  throw new Error(`Prometheus was not ready within ${READY_WITHIN_SECONDS} s`)
}

async function reload(url: string): Promise<void> {
  const status = await statusOf(`${url}/-/reload`, 'POST')
  if (status !== 200) throw new Error(`reload answered ${status}`)
}

/** Trusts any certificate: it is our own server, on this machine. */
async function statusOf(url: string, method: 'GET' | 'POST'): Promise<number> {
  const dispatcher = new Agent({ connect: { rejectUnauthorized: false } })
  try {
    const { statusCode, body } = await request(url, { method, dispatcher })
    await body.dump()
    return statusCode
  } finally {
    await dispatcher.destroy()
  }
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGKILL')
  await ended
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
