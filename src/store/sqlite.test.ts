import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'

import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { describeStore } from '../../test/contract/store-contract.ts'
import { aFinding, aPrediction } from '../../test/findings.ts'
import { openStore } from './open-store.ts'

const temporaryFolder = () => mkdtemp(path.join(tmpdir(), 'rootops-store-'))

describeStore('SQLite', async () => {
  const folder = await temporaryFolder()
  return {
    open: () => openStore({ path: folder }),
    remove: () => rm(folder, { recursive: true }),
  }
})

describe('SQLite', () => {
  let folder: string
  beforeEach(async () => {
    folder = await temporaryFolder()
  })
  afterEach(() => rm(folder, { recursive: true }))

  it('creates the folder and rootops.db in it', async () => {
    const store = await openStore({ path: path.join(folder, 'a', 'b') })
    expect(store.kind).toBe('sqlite')
    await store.close()
    expect(existsSync(path.join(folder, 'a', 'b', 'rootops.db'))).toBe(true)
  })

  it('lives in memory alone when asked to', async () => {
    const store = await openStore({ path: ':memory:' })
    await store.saveCycle({ findings: [aFinding()] })
    expect((await store.listFindings({ limit: 1 })).items).toEqual([aFinding()])
    await store.close()
    expect(existsSync(':memory:')).toBe(false)
  })

  it('refuses a database from the future and leaves it alone', async () => {
    await (await openStore({ path: folder })).close()
    const file = new DatabaseSync(path.join(folder, 'rootops.db'))
    file.exec(`insert into rootops_migrations (name) values ('999-later')`)
    file.close()
    await expect(openStore({ path: folder })).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
      message: expect.stringMatching(/newer RootOps.*999-later/),
    })
  })

  it('renews the predictions of a database from before the ledger', async () => {
    await (await openStore({ path: folder })).close()
    const file = new DatabaseSync(path.join(folder, 'rootops.db'))
    const added = new Set(['class', 'opened_at', 'closed_because', 'outcome'])
    const old = Object.fromEntries(
      Object.entries(aPrediction()).filter(([field]) => !added.has(field)),
    )
    file.exec(`drop table statements; drop table voices;
      alter table predictions drop column class;
      delete from rootops_migrations where name = '002-ledger'`)
    file
      .prepare(
        `insert into predictions (id, start_time, end_time, document, entity, service, state)
          values ('p1', 1000, null, ?, 'node db-2', 'db-2', 'open')`,
      )
      .run(JSON.stringify(old))
    file.close()
    const store = await openStore({ path: folder })
    const { items } = await store.listPredictions({ limit: 9, class: 'exhaustion' })
    await store.close()
    expect(items).toEqual([aPrediction({ outcome: 'unknown' })])
  })

  it('keeps a bounded ledger, the newest of it', async () => {
    await (await openStore({ path: folder })).close()
    const file = new DatabaseSync(path.join(folder, 'rootops.db'))
    // As many as are kept, and ten more; all settled.
    file.exec(`with recursive n(i) as (select 1 union all select i + 1 from n where i < 100010)
      insert into statements select 's' || i, null, 'signal' || (i % 500), 'e', 'e', 'rule',
        'did_not', i, i, i, 0.1, 0.1, '{}' from n`)
    file.close()
    const store = await openStore({ path: folder })
    expect(await store.prune(0)).toBe(10)
    expect(await store.prune(0)).toBe(0)
    expect(await store.countStatements()).toEqual([
      { class: 'rule', outcome: 'did_not', count: 100_000 },
    ])
    await store.close()
  })

  it('names the folder when there is something else than a database', async () => {
    await writeFile(path.join(folder, 'rootops.db'), 'not a database, but long enough to look')
    await expect(openStore({ path: folder })).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
      message: expect.stringContaining(folder),
      cause: expect.objectContaining({ code: 'ERR_SQLITE_ERROR' }),
    })
  })

  it('opens once for two that start together', async () => {
    const stores = await Promise.all([openStore({ path: folder }), openStore({ path: folder })])
    for (const store of stores) {
      expect(await store.judgedUntil()).toBeUndefined()
      await store.close()
    }
  })

  it('keeps every acknowledged cycle when the process is killed', async () => {
    const acknowledged = await killedAfter(25, folder)
    const file = new DatabaseSync(path.join(folder, 'rootops.db'))
    expect(file.prepare('pragma integrity_check').all()).toEqual([{ integrity_check: 'ok' }])
    file.close()

    const store = await openStore({ path: folder })
    const judged = (await store.judgedUntil())!
    expect(judged).toBeGreaterThanOrEqual(acknowledged)
    for (let cycle = 1; cycle <= judged; cycle++)
      expect((await store.findIncident(`${cycle}`))?.findings).toHaveLength(20)
    expect(await store.findIncident(`${judged + 1}`)).toBeUndefined()
    const [state] = await store.loadStates()
    expect(state?.timestamp).toBe(judged)
    await store.close()
  })
})

/** The last cycle that a writer acknowledged before it was killed in the midst of the next ones. */
async function killedAfter(cycles: number, folder: string): Promise<number> {
  const script = fileURLToPath(new URL('../../test/fixtures/store-writer.ts', import.meta.url))
  const writer = spawn(process.execPath, [script, folder], { stdio: ['ignore', 'pipe', 'inherit'] })
  const exited = once(writer, 'exit')
  let last = 0
  for await (const line of createInterface({ input: writer.stdout })) {
    last = Number(line)
    if (last === cycles) writer.kill('SIGKILL')
  }
  expect(await exited).toEqual([null, 'SIGKILL'])
  return last
}
