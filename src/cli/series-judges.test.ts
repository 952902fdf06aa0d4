import { describe, expect, it } from 'vitest'

import { normalNoise } from '../../test/series.ts'
import { judgeSeries } from '../detect/metrics/judge-series.ts'
import { createRandom } from '../math/random.ts'
import { type RecordedFile, seriesIn } from '../sources/files/recorded-file.ts'
import { seriesOf } from './recorded.ts'
import { SeriesJudges, THOUGHT_LENGTH } from './series-judges.ts'

const STEP = 60

/** Three series whose samples come in no order but that of time within each. */
function mixedFile(samples: number): RecordedFile {
  const random = createRandom(4)
  const noise = normalNoise(samples, { seed: 2 })
  const counts = [0, 0, 0]
  const seriesOfSample = Uint32Array.from({ length: samples }, () => Math.floor(3 * random()))
  return {
    form: 'long',
    names: ['a', 'b', 'c'],
    timestamps: Float64Array.from(seriesOfSample, (series) => STEP * counts[series]!++),
    values: Float64Array.from(noise, (value, i) => (i % 97 === 0 ? NaN : 50 + value)),
    seriesOfSample,
    written: undefined,
  }
}

/** Everything that is thought of the samples, judged in blocks of so many. */
function judged(judges: SeriesJudges, samples: number, block: number): number[] {
  const all: number[] = []
  const thoughts = new Float64Array(block * THOUGHT_LENGTH)
  for (let start = 0; start < samples; start += block) {
    const end = Math.min(samples, start + block)
    judges.judge(start, end, thoughts)
    all.push(...thoughts.subarray(0, (end - start) * THOUGHT_LENGTH))
  }
  return all
}

describe('SeriesJudges', () => {
  it('thinks of each sample what is thought of its series alone, whatever the blocks', () => {
    const file = mixedFile(2000)
    const alone = seriesIn(file).map((series) => {
      const profile = { bad: 'both', role: 'level', unit: 'none', step: STEP } as const
      return judgeSeries(seriesOf(series), profile).columns
    })
    const next = [0, 0, 0]
    const expected = Array.from(file.seriesOfSample).flatMap((series) => {
      const row = next[series]!++
      const { expected: middle, lower, upper, score, alertScore } = alone[series]!
      return [middle, lower, upper, score, alertScore].map((column) => column[row]!)
    })
    for (const block of [1, 64, 2000])
      expect(judged(new SeriesJudges(file, { bad: 'both' }, () => undefined), 2000, block)).toEqual(
        expected,
      )
  })

  it('goes on from what was learned, with the step that was learned', () => {
    const file = mixedFile(1200)
    const known = new Map()
    const first = new SeriesJudges(file, { bad: 'both' }, () => undefined)
    judged(first, 1200, 1200)
    first.forEachState((name, learned) => known.set(name, learned))
    expect([...known.values()].map(({ step }) => step)).toEqual([STEP, STEP, STEP])
    const seen = known.get('b').state.bytes.slice()
    const second = new SeriesJudges(file, { bad: 'both' }, (name) => known.get(name))
    second.forEachState((name, { state }) => {
      if (name === 'b') expect(state.bytes).toEqual(seen)
    })
  })
})
