import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

import { freePort } from './prometheus-server.ts'

export interface AlertmanagerServer {
  /** Origin, without a slash at the end. */
  readonly url: string
  alerts(): Promise<readonly { readonly labels: Readonly<Record<string, string>> }[]>
  stop(): Promise<void>
}

const CONFIG = 'route: {receiver: nobody}\nreceivers: [{name: nobody}]\n'
const READY_WITHIN_SECONDS = 30

/** Starts a real Alertmanager on a free port of 127.0.0.1 that tells nobody. */
export async function startAlertmanager(): Promise<AlertmanagerServer> {
  const dir = await mkdtemp(join(tmpdir(), 'rootops-alertmanager-'))
  await writeFile(join(dir, 'alertmanager.yml'), CONFIG)
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const child = spawn(
    'prometheus-alertmanager',
    [
      `--config.file=${join(dir, 'alertmanager.yml')}`,
      `--storage.path=${join(dir, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--cluster.listen-address=',
    ],
    { stdio: 'ignore' },
  )
  const deadline = Date.now() + READY_WITHIN_SECONDS * 1000
  const isReady = () =>
    fetch(`${url}/-/ready`).then(
      ({ ok }) => ok,
      () => false,
    )
  while (!(await isReady())) {
    if (Date.now() > deadline || child.exitCode !== null)
      throw new Error('Alertmanager did not get ready')
    await pause(50)
  }
  return {
    url,
    async alerts() {
      const answer = await fetch(`${url}/api/v2/alerts`)
      return (await answer.json()) as { labels: Record<string, string> }[]
    },
    async stop() {
      const ended = once(child, 'exit')
      child.kill('SIGKILL')
      await ended
      await rm(dir, { recursive: true, force: true })
    },
  }
}
