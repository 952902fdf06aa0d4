import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { openStore } from '../../src/store/open-store.ts'
import { describeStore } from '../contract/store-contract.ts'
import { aFinding } from '../findings.ts'
import { type PostgresServer, startPostgres } from './postgres-server.ts'

let server: PostgresServer
let count = 0
const newDatabase = () => server.createDatabase(`store_${count++}`)

beforeAll(async () => {
  server = await startPostgres()
})
afterAll(() => server.stop())

describeStore('PostgreSQL', async () => {
  const databaseUrl = await newDatabase()
  return {
    open: () => openStore({ databaseUrl }),
    remove: async () => {},
  }
})

describe('PostgreSQL', () => {
  it('migrates once for processes that start together', async () => {
    const databaseUrl = await newDatabase()
    const stores = await Promise.all(Array.from({ length: 5 }, () => openStore({ databaseUrl })))
    await stores[0]!.saveCycle({ findings: [aFinding()] })
    for (const store of stores) {
      expect((await store.listFindings({ limit: 9 })).items).toEqual([aFinding()])
      expect(store.kind).toBe('postgres')
      await store.close()
    }
  })

  it('survives that its connections are cut', async () => {
    const store = await openStore({ databaseUrl: await newDatabase() })
    await store.saveCycle({ findings: [aFinding()] })
    await server.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'rootops'`,
    )
    // What meets a connection that is just being cut may fail; then all is well again.
    await store.check().catch(() => {})
    expect((await store.listFindings({ limit: 9 })).items).toEqual([aFinding()])
    await store.close()
  })

  it.each(['postgres://me:s3cret@127.0.0.1:1/none', 'postgres://me:s3cret@:x:/none'])(
    'tells nobody the password of %s',
    async (databaseUrl) => {
      const error = await openStore({ databaseUrl }).catch((reason: unknown) => reason)
      expect(error).toMatchObject({ code: 'STORE_UNAVAILABLE' })
      expect(String((error as Error).stack)).not.toContain('s3cret')
      expect(JSON.stringify((error as Error).cause)).not.toContain('s3cret')
    },
  )

  it('refuses another kind of URL', async () => {
    await expect(openStore({ databaseUrl: 'mysql://me:s3cret@db/x' })).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.not.stringContaining('s3cret'),
    })
  })
})
