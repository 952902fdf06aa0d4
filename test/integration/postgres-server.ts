import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync } from 'node:fs'
import { chmod, chown, mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'

import { Client } from 'pg'

/** A PostgreSQL of our own, with fsync on, in a temporary folder and on a free port of loopback. */
export interface PostgresServer {
  readonly port: number
  /** An empty database; answers its URL. */
  createDatabase(name: string): Promise<string>
  /** Runs SQL as the superuser in the database `postgres`. */
  query(text: string): Promise<void>
  stop(): Promise<void>
}

/** PostgreSQL refuses to run as root; then it runs as the account that Debian makes for it. */
interface Account {
  readonly uid?: number
  readonly gid?: number
}

export async function startPostgres(): Promise<PostgresServer> {
  const programs = programFolder()
  const account = unprivilegedAccount()
  const folder = await mkdtemp(path.join(tmpdir(), 'rootops-postgres-'))
  if (account.uid !== undefined) await chown(folder, account.uid, account.gid!)
  await chmod(folder, 0o700)
  const data = path.join(folder, 'data')
  const port = await freePort()
  await run(path.join(programs, 'initdb'), ['-D', data, ...INITDB], { ...account, cwd: folder })
  const settings = { listen_addresses: '127.0.0.1', port, unix_socket_directories: folder }
  const server = spawn(
    path.join(programs, 'postgres'),
    ['-D', data, ...Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`])],
    { ...account, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] },
  )
  await untilReady(server)
  return handle(server, port, folder)
}

/** Text sorts as people expect, so that a test notices where we rely on bytes. */
const INITDB = ['-A', 'trust', '-U', 'postgres', '-E', 'UTF8', '--locale=C.UTF-8']

function handle(server: ChildProcess, port: number, folder: string): PostgresServer {
  const url = (database: string) => `postgres://postgres@127.0.0.1:${port}/${database}`
  const query = async (text: string) => {
    const client = new Client({ connectionString: url('postgres') })
    await client.connect()
    await client.query(text).finally(() => client.end())
  }
  return {
    port,
    query,
    async createDatabase(name) {
      await query(`create database "${name}"`)
      return url(name)
    },
    async stop() {
      const exited = once(server, 'exit')
      // Fast shutdown: ends the connections that are left.
      if (server.exitCode === null && server.kill('SIGINT')) await exited
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Debian keeps the server out of PATH, one folder a version; the newest is taken. */
function programFolder(): string {
  const root = '/usr/lib/postgresql'
  const versions = existsSync(root) ? readdirSync(root) : []
  const [newest] = versions.sort((a, b) => Number(b) - Number(a))
  if (newest !== undefined) return path.join(root, newest, 'bin')
  const found = spawnSync('pg_config', ['--bindir'], { encoding: 'utf8' })
  if (found.status === 0) return found.stdout.trim()
  throw new Error('these tests need a PostgreSQL server: install postgresql')
}

function unprivilegedAccount(): Account {
  if (process.getuid?.() !== 0) return {}
  const [uid, gid] = ['-u', '-g'].map((flag) =>
    Number(spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }).stdout),
  )
  return { uid: uid!, gid: gid! }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

async function run(
  program: string,
  parameters: readonly string[],
  options: Account & { cwd: string },
): Promise<void> {
  const child = spawn(program, parameters, { ...options, stdio: ['ignore', 'ignore', 'pipe'] })
  const complaints: string[] = []
  child.stderr.on('data', (chunk: Buffer) => complaints.push(chunk.toString()))
  const [code] = (await once(child, 'exit')) as [number | null]
  if (code !== 0) throw new Error(`${program}: ${complaints.join('')}`)
}

/** The server says so on its log; if it ends before, the log says why. */
async function untilReady(server: ChildProcess): Promise<void> {
  const log: string[] = []
  const lines = createInterface({ input: server.stderr! })
  await new Promise<void>((resolve, reject) => {
    lines.on('line', (line) => {
      if (log.length < 100) log.push(line)
      if (line.includes('database system is ready to accept connections')) resolve()
    })
    server.once('error', reject)
    server.once('exit', () => reject(new Error(`PostgreSQL did not start: ${log.join('\n')}`)))
  })
}
