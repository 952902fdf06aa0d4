import { expect, it } from 'vitest'

import { anIncident } from '../../test/findings.ts'
import { aMessage, aNotice } from '../../test/notices.ts'
import type { CycleRecord } from '../store/store.ts'
import { Keeper } from './keeper.ts'

const TOLD = { notices: [aNotice()], messages: [aMessage()] }
const SAVING = {
  watch: { encodeStates: async () => [], table: { live: [] } } as never,
  beside: () => [],
  now: 1000,
  states: false,
}

function keeping({ dryRun = false } = {}) {
  const saved: CycleRecord[] = []
  const asked: CycleRecord[] = []
  const written: unknown[] = []
  const store = {
    isAway: false,
    async saveCycle(record: CycleRecord) {
      if (store.isAway) throw new Error('away')
      saved.push(record)
    },
    prune: async () => 0,
  }
  const announcer = {
    toTell(record: CycleRecord) {
      asked.push(record)
      return TOLD
    },
    written: (told: unknown) => void written.push(told),
  }
  const keeper = new Keeper(store, { retention: 1e6, dryRun }, announcer)
  return { keeper, store, saved, asked, written }
}

it('writes what is told with what it is about, and says so when it is written', async () => {
  const { keeper, saved, written } = keeping()
  await keeper.save({ incidents: [anIncident()] }, SAVING)
  expect(saved).toMatchObject([{ incidents: [{ id: 'i1' }], ...TOLD }])
  expect(written).toEqual([TOLD])
})

it('asks anew, about all that waits, after a write that failed', async () => {
  const { keeper, store, saved, asked, written } = keeping()
  store.isAway = true
  await expect(keeper.save({ incidents: [anIncident()] }, SAVING)).rejects.toThrow('away')
  expect(written).toEqual([])
  store.isAway = false
  await keeper.save({ incidents: [anIncident({ id: 'i2' })] }, SAVING)
  expect(asked.at(-1)!.incidents!.map(({ id }) => id)).toEqual(['i1', 'i2'])
  expect(saved).toHaveLength(1)
  expect(written).toHaveLength(1)
})

it('tells nobody in a dry run', async () => {
  const { keeper, saved, asked } = keeping({ dryRun: true })
  await keeper.save({ incidents: [anIncident()] }, SAVING)
  expect([saved, asked]).toEqual([[], []])
})
