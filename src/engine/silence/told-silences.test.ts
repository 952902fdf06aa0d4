import { expect, it, vi } from 'vitest'

import { signalOf } from '../../discover/signal.ts'
import type { FindingDraft } from '../../model/finding.ts'
import { latency } from '../rollout.fixture.ts'
import type { Noticed } from '../watch.ts'
import type { Explanation, SilenceReasons } from './silence-reasons.ts'
import { ToldSilences } from './told-silences.ts'

const draft: FindingDraft = {
  kind: 'silence',
  start: 600,
  end: null,
  score: 5,
  alertScore: 0.6,
  observed: null,
  expected: 1,
  lower: null,
  upper: null,
}

const noticed = (job: string, at: number, more: Partial<FindingDraft> = {}): Noticed => ({
  signal: signalOf(latency, { job }),
  at,
  draft: { ...draft, ...more },
})

function tellWith(answer: (job: string) => Explanation) {
  const explain = vi.fn<SilenceReasons['explain']>(async (silences) =>
    silences.map(({ signal }) => answer(signal.service)),
  )
  const told = new ToldSilences({ explain })
  return { explain, told, tell: (...ones: Noticed[]) => told.tell(ones, () => latency) }
}

it('gives a silence its reason, and the same one at its end', async () => {
  const reason = { kind: 'target_gone' as const, targets: ['a'] }
  const { tell, explain } = tellWith(() => reason)
  expect((await tell(noticed('a', 780)))[0]!.draft.reason).toEqual(reason)
  const [ended] = await tell(noticed('a', 1200, { end: 1200 }))
  expect(ended!.draft).toMatchObject({ end: 1200, reason })
  expect(explain).toHaveBeenCalledTimes(1)
})

it('says nothing of a planned one, from beginning to end', async () => {
  const { tell, told } = tellWith((job) => (job === 'a' ? 'planned' : undefined))
  const isPlanned = () => ['a', 'b'].map((job) => told.isPlanned(noticed(job, 0).signal.id))
  const began = await tell(noticed('a', 780), noticed('b', 780))
  expect(began.map(({ signal }) => signal.service)).toEqual(['b'])
  expect(isPlanned()).toEqual([true, false])
  expect(await tell(noticed('a', 1200, { end: 1200 }))).toEqual([])
  expect(isPlanned()).toEqual([false, false])
})

it('asks nothing about what is no silence, or is over', async () => {
  const { tell, explain } = tellWith(() => 'planned')
  const ones = [noticed('a', 780, { kind: 'spike' }), noticed('b', 780, { end: 780 })]
  expect(await tell(...ones)).toEqual(ones)
  expect(explain).not.toHaveBeenCalled()
})
