import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'

import { createRandom } from '../../src/math/random.ts'
import type { Message, Notice } from '../../src/model/notice.ts'
import type { Incident } from '../../src/model/incident.ts'
import type { Page } from '../../src/model/page.ts'
import { Messenger } from '../../src/notify/messenger.ts'
import { openStore } from '../../src/store/open-store.ts'
import type { Store } from '../../src/store/store.ts'
import { createTelemetry } from '../../src/telemetry.ts'
import { createLogger } from '../../src/telemetry/log.ts'
import { aMessage, aNotice } from '../notices.ts'
import { startReceiver, type Received, type ReceiverServer } from '../receiver-server.ts'
import { startAlertmanager, type AlertmanagerServer } from './alertmanager-server.ts'
import { startLiveShop, type LiveShop } from './live-shop.ts'
import { openMetricsText } from './open-metrics-text.ts'
import { startPrometheus, type PrometheusServer } from './prometheus-server.ts'
import { startRootOps, type RootOpsProcess } from './rootops-process.ts'

const PATIENCE = { timeout: 60_000, interval: 20 }

describe('a real Alertmanager', () => {
  const never = new AbortController().signal
  let alertmanager: AlertmanagerServer
  let store: Store
  let messenger: Messenger

  beforeAll(async () => {
    alertmanager = await startAlertmanager()
  })
  afterAll(() => alertmanager.stop())
  beforeEach(async () => {
    store = await openStore({ path: ':memory:' })
    const log = createLogger({ write: () => {} })
    const telemetry = createTelemetry({ version: '1', log, processMetrics: false })
    const common = { sendResolved: true, sendPredictions: true, timeout: 5, http: {} }
    messenger = new Messenger(
      { ...common, kind: 'alertmanager', name: 'alertmanager', url: alertmanager.url },
      { externalUrl: 'https://rootops.example' },
      { store, telemetry },
    )
  })
  afterEach(async () => {
    await messenger.close()
    await store.close()
  })

  interface Held {
    readonly labels: Record<string, string>
    readonly annotations: Record<string, string>
    readonly endsAt: string
    readonly generatorURL: string
  }
  const held = async (id: string) =>
    ((await alertmanager.alerts()) as unknown as Held[]).filter(
      ({ labels }) => labels['incident'] === id,
    )
  const tell = (now: number, notice: Notice, over: Partial<Message>) =>
    store
      .saveCycle({
        notices: [notice],
        messages: [aMessage({ destination: 'alertmanager', notice, created: now, ...over })],
      })
      .then(() => messenger.work(now, never))

  it('holds one alert for an incident: told, told again, and over when it is over', async () => {
    const now = Math.floor(Date.now() / 1000)
    const notice = aNotice({ start: now - 120 })
    await tell(now, notice, {})
    const [alert, ...others] = await held('i1')
    expect(others).toEqual([])
    expect(alert).toMatchObject({
      labels: { alertname: 'RootOpsIncident', incident: 'i1', job: 'rootops', service: 'checkout' },
      generatorURL: 'https://rootops.example/#incident-i1',
    })
    expect(alert!.annotations['description']).toContain('Likely causes:\n1. cart')
    expect(Date.parse(alert!.endsAt) / 1000).toBe(now + 240)

    await messenger.work(now + 60, never)
    const again = await held('i1')
    expect(again.map(({ endsAt }) => Date.parse(endsAt) / 1000)).toEqual([now + 300])

    await tell(now + 61, { ...notice, end: now - 1 }, { id: 'm2', event: 'resolved' })
    await vi.waitFor(async () => expect(await held('i1')).toEqual([]), PATIENCE)
    // What is over is not told again.
    await messenger.work(now + 200, never)
    expect(await held('i1')).toEqual([])
  })

  it('holds what has worsened under its new severity alone', async () => {
    const now = Math.floor(Date.now() / 1000)
    const notice = aNotice({ id: 'i2', start: now - 120 })
    await tell(now, notice, {})
    const worse = { ...notice, severity: 'critical' } as const
    await tell(now, worse, { id: 'm2', event: 'worsened', before: 'warning' })
    await vi.waitFor(async () => {
      const severities = (await held('i2')).map(({ labels }) => labels['severity'])
      expect(severities).toEqual(['critical'])
    }, PATIENCE)
  })
})

describe('kill -9 between a finding and its message', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rootops-telling-'))
  const config = join(folder, 'rootops.yaml')
  const random = createRandom(31)
  let shop: LiveShop
  let prometheus: PrometheusServer
  let alertmanager: AlertmanagerServer
  let receiver: ReceiverServer
  let rootops: RootOpsProcess | undefined

  beforeAll(async () => {
    shop = await startLiveShop()
    prometheus = await startPrometheus({
      backfill: openMetricsText(shop.history(900)),
      config: `scrape_configs:\n  ${shop.scrapeConfig}\n`,
    })
    alertmanager = await startAlertmanager()
    receiver = await startReceiver()
    writeFileSync(
      config,
      `alerting:
  alertmanagers: [{static_configs: [{targets: ['${new URL(alertmanager.url).host}']}]}]
receivers:
  - name: ops
    webhook_configs: [{url: '${receiver.url}/hook'}]
`,
    )
  })
  afterEach(() => rootops?.kill())
  afterAll(async () => {
    await receiver?.stop()
    await alertmanager?.stop()
    await prometheus?.stop()
    await shop?.stop()
    rmSync(folder, { recursive: true })
  })

  async function start() {
    rootops = await startRootOps({
      'config.file': config,
      'prometheus.url': prometheus.url,
      'storage.path': folder,
      'watch.interval': '1s',
      'watch.offset': '2s',
      'watch.include': 'up,shop_.*',
    })
    return rootops
  }

  interface Told {
    readonly status: string
    readonly alerts: readonly { labels: Record<string, string> }[]
  }
  /** Whom a request is about, and what it says: `firing warning 0123…`. */
  const about = ({ body }: Received) =>
    (body as Told).alerts.map(({ labels }) =>
      [(body as Told).status, labels['severity'], labels['incident']].join(' '),
    )

  it('loses nothing and tells nothing twice, whenever it dies', async () => {
    let running = await start()
    await running.said('watching')
    // The first lives end with a message on the way: sent, and never answered.
    receiver.answers = ['hang', 'hang']
    shop.slowDown()
    for (let life = 1; life <= 2; life++) {
      await vi.waitFor(() => expect(receiver.received).toHaveLength(life), PATIENCE)
      await running.kill()
      running = await start()
    }
    // These end anywhere: while it starts, reads on, writes, or tells.
    for (let life = 0; life < 4; life++) {
      await new Promise((done) => setTimeout(done, random() * 1500))
      await running.kill()
      running = await start()
    }
    await vi.waitFor(async () => {
      const text = await (await fetch(`${running.url}/metrics`)).text()
      expect(text).toMatch(/^rootops_notifications_pending 0$/m)
      const open = await incidents(running)
      expect(open.length).toBeGreaterThan(0)
      for (const { id } of open)
        expect(receiver.received.filter(answered).flatMap(about).join()).toContain(id)
    }, PATIENCE)
    expect(await running.terminate()).toBe(0)

    const keys = (requests: readonly Received[]) =>
      requests.map(({ headers }) => headers['idempotency-key'])
    const answers = receiver.received.filter(answered)
    // Whoever remembers the keys of what it has taken is told each thing once.
    const once = new Map(receiver.received.map((one) => [keys([one])[0], about(one)]))
    const told = [...once.values()].flat()
    expect(told).toEqual([...new Set(told)])
    // Only who dies between an answer and noting it tells again what was answered.
    expect(answers.length - new Set(keys(answers)).size).toBeLessThanOrEqual(1)
    // What nobody answered came again under its key.
    const unanswered = receiver.received.filter((one) => !answered(one))
    expect(unanswered).toHaveLength(2)
    expect(keys(answers)).toEqual(expect.arrayContaining(keys(unanswered)))
  })

  it('left one alert for the incident in Alertmanager', async () => {
    const own = (await alertmanager.alerts()).filter(({ labels }) => labels['job'] === 'rootops')
    const last = new Map(receiver.received.flatMap(about).map((one) => [one.split(' ')[2], one]))
    expect(own).toHaveLength(last.size)
    expect(new Set(own.map(({ labels }) => labels['incident']))).toEqual(new Set(last.keys()))
  })

  function answered({ status }: Received): boolean {
    return status === 200
  }

  async function incidents(running: RootOpsProcess): Promise<readonly Incident[]> {
    const answer = await fetch(`${running.url}/api/v1/incidents?state=open`)
    return ((await answer.json()) as Page<Incident>).items
  }
})
