import { expect, it } from 'vitest'

import { aSignal } from '../../test/findings.ts'
import type { FindingDraft } from '../model/finding.ts'
import { Passage } from './passage.ts'
import { Situation } from './situation.ts'
import type { Noticed } from './watch.ts'

const HOUR = 3600
const watch = { table: { live: [], slotOf: () => undefined, signals: [] }, step: 60 } as never
const spike: FindingDraft = {
  kind: 'spike',
  start: 0,
  end: null,
  score: 9,
  alertScore: 0.9,
  observed: 1,
  expected: 0,
  lower: null,
  upper: null,
}

function noticed(at: number, draft: Partial<FindingDraft> = {}): Noticed {
  return { signal: aSignal(), at, draft: { ...spike, start: at, ...draft } }
}

/** Tells everything; keeps the times at which time passed. */
function newPassage(offset = 5) {
  const times: number[] = []
  const settled: string[] = []
  const budget = {
    passTo: (now: number) => void times.push(now),
    isPage: () => true,
    settle: (id: string) => void settled.push(id),
    notePages: () => {},
  }
  const passage = new Passage({ situation: new Situation(), budget, offset })
  return { passage, times, settled }
}

const stretch = (now: number) => ({ watch, now, isFollowed: () => true })

it('tells each thing when it would have been noticed live', () => {
  const { passage } = newPassage()
  const end = { start: 100, end: 160 }
  const { pages, record } = passage.pass([noticed(520, end), noticed(100)], stretch(1005))
  expect(pages.map(({ at }) => at)).toEqual([105])
  expect(pages[0]!.incident).toMatchObject({ state: 'open', end: null })
  expect(record.incidents).toMatchObject([{ state: 'resolved', end: 160 }])
})

it('lets time pass each hour though nothing happens, and forgets what is over', () => {
  const { passage, times, settled } = newPassage(0)
  passage.pass([noticed(100), noticed(700, { start: 100, end: 160 })], stretch(4 * HOUR))
  expect(times).toEqual([100, 700, HOUR, 2 * HOUR, 3 * HOUR, 4 * HOUR])
  expect(settled).toHaveLength(1)
})

it('never goes back: what comes late is news', () => {
  const { passage, times } = newPassage()
  passage.pass([], stretch(1000))
  const { pages } = passage.pass([noticed(200)], stretch(1060))
  expect(pages.map(({ at }) => at)).toEqual([1000])
  expect(times).toEqual([1000, 1000, 1060])
})

it('asks whom the detectors follow only about the present', () => {
  const { passage } = newPassage()
  const { record } = passage.pass([noticed(100)], { ...stretch(1000), isFollowed: () => false })
  expect(record.findings).toMatchObject([{ start: 100, end: 1000 }])
})
