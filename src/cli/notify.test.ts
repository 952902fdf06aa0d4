import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable, Writable } from 'node:stream'
import { afterAll, beforeAll, expect, it } from 'vitest'

import { startReceiver, type ReceiverServer } from '../../test/receiver-server.ts'
import { runProgram } from './program.ts'

const folder = mkdtempSync(join(tmpdir(), 'rootops-notify-'))
const file = join(folder, 'rootops.yaml')
let receiver: ReceiverServer
beforeAll(async () => {
  receiver = await startReceiver()
  writeFileSync(
    file,
    `receivers:
  - name: ops
    webhook_configs: [{url: '${receiver.url}/hook'}]
    slack_configs: [{api_url: '${receiver.url}/services/secret', send_predictions: true}]
    pagerduty_configs: [{routing_key_file: ${join(folder, 'missing')}}]
`,
  )
})
afterAll(async () => {
  await receiver.stop()
  rmSync(folder, { recursive: true })
})

async function run(...argv: string[]) {
  const told = { out: '', err: '' }
  const into = (to: 'out' | 'err') =>
    new Writable({
      write(chunk, _encoding, done) {
        told[to] += String(chunk)
        done()
      },
    })
  const code = await runProgram(['notify', '--config.file', file, ...argv], {
    stdin: Readable.from([]),
    stdout: into('out'),
    stderr: into('err'),
    environment: {},
    now: () => 1_800_000_000,
    onHangup: () => {},
    untilStopped: () => Promise.resolve(),
  })
  return { code, ...told }
}

it('lists who is told what, and tells nobody', async () => {
  expect(await run()).toEqual({
    code: 0,
    out: `ops/webhook[0]: incidents, their end
ops/slack[0]: incidents, predictions
ops/pagerduty[0]: incidents, their end
`,
    err: '',
  })
  expect(receiver.received).toEqual([])
})

it('tells each that this is a test, and says who could not be told', async () => {
  receiver.answers = [200, { status: 404, headers: {}, body: 'no /services/secret here' }]
  const { code, out, err } = await run('--test')
  expect(code).toBe(1)
  expect(out.replace(folder, '…')).toBe(`ok    ops/webhook[0]
FAIL  ops/slack[0]: answered 404: no <secret> here
FAIL  ops/pagerduty[0]: cannot read …/missing: ENOENT
`)
  expect(err).toBe('rootops: 2 of 3 could not be told; see above\n')
  expect(receiver.received[0]!.body).toMatchObject({
    status: 'firing',
    commonLabels: { alertname: 'RootOpsTest', severity: 'info' },
    commonAnnotations: { summary: 'This is a test of RootOps.' },
  })
})

it('tests one by its name', async () => {
  expect(await run('--test', 'ops/webhook[0]')).toMatchObject({
    code: 0,
    out: 'ok    ops/webhook[0]\n',
  })
  expect(await run('--test', 'pager')).toMatchObject({ code: 1, out: '' })
})
