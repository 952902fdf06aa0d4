import { mkdtempSync, rmSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'

import { BUDGET_STATE_ID } from '../../src/engine/budget/alert-budget.ts'
import type { EngineStatus } from '../../src/engine/engine.ts'
import { createRandom } from '../../src/math/random.ts'
import type { Event } from '../../src/model/event.ts'
import type { Finding } from '../../src/model/finding.ts'
import type { Incident } from '../../src/model/incident.ts'
import type { Page } from '../../src/model/page.ts'
import { openStore } from '../../src/store/open-store.ts'
import { anIncident } from '../findings.ts'
import { startLiveShop, type LiveShop } from './live-shop.ts'
import { openMetricsText } from './open-metrics-text.ts'
import { startFront, type PrometheusFront } from './prometheus-front.ts'
import { startPrometheus, type PrometheusServer } from './prometheus-server.ts'
import { startRootOps, type RootOpsProcess } from './rootops-process.ts'

const PATIENCE = { timeout: 60_000, interval: 20 }

function read<T>(folder: string, sql: string): T[] {
  const database = new DatabaseSync(join(folder, 'rootops.db'), { readOnly: true })
  try {
    return database.prepare(sql).all() as T[]
  } finally {
    database.close()
  }
}

function expectSoundDatabase(folder: string) {
  expect(read(folder, 'pragma integrity_check')).toEqual([{ integrity_check: 'ok' }])
}

async function get<T>(rootops: RootOpsProcess, path: string): Promise<T> {
  return (await (await fetch(rootops.url + path)).json()) as T
}

describe('kill -9 while events and feedback come in', () => {
  it.each([11, 12, 13])('loses nothing that was answered (seed %i)', async (seed) => {
    const folder = mkdtempSync(join(tmpdir(), 'rootops-crash-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    const store = await openStore({ path: folder })
    await store.saveCycle({ incidents: [anIncident({ id: 'i1' })] })
    await store.close()

    const rootops = await startRootOps({ 'storage.path': folder, 'log.level': 'info' })
    const acknowledged = await postUntilKilled(rootops, 20 + Math.floor(createRandom(seed)() * 100))
    expectSoundDatabase(folder)

    const again = await startRootOps({ 'storage.path': folder })
    const titles = new Set<string>()
    for (let cursor = ''; ;) {
      const page = await get<Page<Event>>(again, `/api/v1/events?limit=200${cursor}`)
      for (const { title } of page.items) titles.add(title)
      if (page.next === null) break
      cursor = `&cursor=${encodeURIComponent(page.next)}`
    }
    expect(await again.terminate()).toBe(0)
    expect(acknowledged.events.filter((title) => !titles.has(title))).toEqual([])
    const reopened = await openStore({ path: folder })
    const comments = new Set((await reopened.listFeedback('i1')).map(({ comment }) => comment))
    await reopened.close()
    expect(acknowledged.feedback.filter((comment) => !comments.has(comment))).toEqual([])
  })
})

/** Four writers at once, until so many writes were answered 201; answers what they wrote. */
async function postUntilKilled(rootops: RootOpsProcess, writes: number) {
  const acknowledged = { events: [] as string[], feedback: [] as string[] }
  const count = () => acknowledged.events.length + acknowledged.feedback.length
  let killed: Promise<void> | undefined
  async function write(writer: number, nth: number): Promise<void> {
    const name = `${writer}-${nth}`
    const isEvent = writer % 2 === 0
    const path = isEvent ? '/api/v1/events' : '/api/v1/incidents/i1/feedback'
    const body = isEvent ? { kind: 'deploy', title: name } : { verdict: 'useful', comment: name }
    const { status } = await fetch(rootops.url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    if (status !== 201) return
    acknowledged[isEvent ? 'events' : 'feedback'].push(name)
    if (count() >= writes) killed ??= rootops.kill()
  }
  const writer = async (number: number) => {
    try {
      for (let nth = 0; !killed; nth++) await write(number, nth)
    } catch (error) {
      if (!killed) throw error
    }
  }
  await Promise.all([0, 1, 2, 3].map(writer))
  await killed
  expect(acknowledged.events.length).toBeGreaterThan(0)
  expect(acknowledged.feedback.length).toBeGreaterThan(0)
  return acknowledged
}

describe('kill -9 while a Prometheus is watched', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rootops-crash-'))
  const random = createRandom(21)
  let shop: LiveShop
  let prometheus: PrometheusServer
  let front: PrometheusFront
  let rootops: RootOpsProcess | undefined

  beforeAll(async () => {
    shop = await startLiveShop()
    prometheus = await startPrometheus({
      backfill: openMetricsText(shop.history(900)),
      config: `scrape_configs:\n  ${shop.scrapeConfig}\n`,
    })
    front = await startFront(prometheus.url)
  })
  afterEach(() => rootops?.kill())
  afterAll(async () => {
    await front?.stop()
    await prometheus?.stop()
    await shop?.stop()
    rmSync(folder, { recursive: true })
  })

  async function start() {
    front.asked.length = 0
    rootops = await startRootOps({
      'prometheus.url': front.url,
      'storage.path': folder,
      'watch.interval': '1s',
      'watch.offset': '2s',
      'watch.include': 'up,shop_.*',
    })
    return rootops
  }

  /** After 5 to 17 more questions to Prometheus: somewhere within the next few cycles. */
  async function killSoon(running: RootOpsProcess) {
    const moment = front.asked.length + 5 + Math.floor(random() * 12)
    await vi.waitFor(() => expect(front.asked.length).toBeGreaterThanOrEqual(moment), PATIENCE)
    await running.kill()
    expectSoundDatabase(folder)
  }

  const saved = () =>
    read<{ states: number; oldest: number }>(
      folder,
      // What was learned beside the signals lies there, too.
      `select count(*) as states, min(timestamp) as oldest from model_states
        where signal_id <> '${BUDGET_STATE_ID}'`,
    )[0]!
  const stored = <T>(table: 'findings' | 'incidents') =>
    read<{ document: string }>(folder, `select document from ${table}`).map(
      ({ document }) => JSON.parse(document) as T,
    )

  async function untilJudgedTo(running: RootOpsProcess, time: number) {
    await vi.waitFor(async () => {
      const { judged_until, cycle } = await get<EngineStatus>(running, '/api/v1/status')
      expect(cycle.last_error).toBeNull()
      expect(judged_until).toBeGreaterThan(time)
    }, PATIENCE)
  }

  function expectNothingTwice() {
    const findings = stored<Finding>('findings')
    const about = ({ signal, kind }: Finding) =>
      `${signal} ${kind === 'silence' || kind === 'stuck' ? 'life' : 'values'}`
    for (const own of Map.groupBy(findings, about).values()) {
      const inTime = own.toSorted((a, b) => a.start - b.start)
      const twice = inTime.filter(
        ({ start }, i) => i > 0 && start <= (inTime[i - 1]!.end ?? Infinity),
      )
      expect(twice.map(({ summary }) => summary)).toEqual([])
    }
  }

  it('learns anew only when it was killed before it had learned', async () => {
    const first = await start()
    // The first question of history is under way, or was just answered.
    await vi.waitFor(
      () => expect(front.asked.some(({ query }) => /shop_/.test(query))).toBe(true),
      PATIENCE,
    )
    await first.kill()
    expectSoundDatabase(folder)
    const second = await start()
    expect(await second.said('connected')).toMatchObject({ restored: saved().states })
    await second.said('watching')
    expect(saved().states).toBeGreaterThanOrEqual(9)
    await killSoon(second)
  })

  it('goes on from what was saved, again and again, and finds nothing twice', async () => {
    let running = await start()
    await running.said('watching')
    shop.slowDown()
    let incident: Incident | undefined
    await vi.waitFor(async () => {
      const open = await get<Page<Incident>>(running, '/api/v1/incidents?state=open')
      incident = open.items[0]
      expect(incident).toBeDefined()
    }, PATIENCE)
    for (let life = 0; life < 3; life++) {
      await killSoon(running)
      const { states, oldest } = saved()
      const killedAt = Date.now() / 1000
      running = await start()
      expect(await running.said('connected')).toMatchObject({ restored: states })
      await untilJudgedTo(running, killedAt)
      // What is asked about the server itself looks further back.
      const history = front.asked.filter(({ query }) => !/^(count|max)\(/.test(query))
      expect(history.length).toBeGreaterThan(0)
      expect(Math.min(...history.map((asked) => asked.start))).toBeGreaterThan(oldest)
      const { items } = await get<Page<Incident>>(running, '/api/v1/incidents')
      expect(items.map(({ id }) => id)).toEqual([incident!.id])
      expectNothingTwice()
    }
    const before = saved().oldest
    expect(await running.terminate()).toBe(0)
    expect(saved().oldest).toBeGreaterThan(before)
    expectSoundDatabase(folder)
  })

  it('learns anew what another version has saved, and ends what it does not find again', async () => {
    const database = new DatabaseSync(join(folder, 'rootops.db'))
    database.exec('update model_states set bytes = zeroblob(100)')
    const [{ document }] = database.prepare('select document from findings').all() as [
      { document: string },
    ]
    // It says what nobody else would: that it began when it did not.
    const found = JSON.parse(document) as Finding
    const stray = { ...found, id: 'stray', start: found.start - 7, end: null }
    database
      .prepare(
        `insert into findings (id, start_time, end_time, entity, service, document)
          values ('stray', ?, null, ?, ?, ?)`,
      )
      .run(stray.start, stray.entity, stray.service, JSON.stringify(stray))
    database.close()
    const running = await start()
    expect(await running.said('connected')).toMatchObject({ restored: 0 })
    await running.said('watching')
    const strayNow = stored<Finding>('findings').find(({ id }) => id === 'stray')
    expect(strayNow!.end).not.toBeNull()
    expect(stored<Incident>('incidents').filter(({ state }) => state === 'open')).toHaveLength(1)
    expect(await running.terminate()).toBe(0)
  })
})
