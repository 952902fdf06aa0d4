import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRandom } from './random.ts'
import {
  TAIL_COUNTS,
  TAIL_FINE,
  tailClear,
  tailFade,
  tailLearn,
  tailSurprise,
  tailUnlearn,
  type TailPlace,
} from './surprise-tail.ts'
import { TALLY_VALUES } from './tally.ts'

const memory = () => ({
  fine: new Float32Array(TAIL_FINE),
  small: new Uint8Array(TAIL_COUNTS),
})
const place = (shape: TailPlace['shape'], ordinary = 0): TailPlace => ({
  fine: 0,
  small: 0,
  shape,
  ordinary,
})

function learned(shape: TailPlace['shape'], draw: (u: number) => number, rows = 20_000) {
  const random = createRandom(3)
  const tail = memory()
  for (let i = 0; i < rows; i++) tailLearn(tail, place(shape), draw(1 - random()))
  return (value: number) => tailSurprise(tail, place(shape), value)
}

describe('tailSurprise', () => {
  it('is -log10 of the share above, inside what was seen', () => {
    // The distribution function of a unit exponential is known: P(X >= x) = exp(-x).
    const surprise = learned('power', (u) => -Math.log(u))
    for (const x of [0.1, 0.5, 1, 2, 4]) {
      expect(Math.abs(surprise(x) - x / Math.LN10)).toBeLessThan(0.06)
    }
  })

  it('extends a power law beyond what was seen', () => {
    // Pareto with exponent 3: P(X >= x) = x^-3, at x = 300 a chance of 4e-8 after 20,000 rows.
    const surprise = learned('power', (u) => u ** (-1 / 3))
    expect(Math.abs(surprise(300) - 3 * Math.log10(300))).toBeLessThan(1)
  })

  it('extends an exponential beyond what was seen', () => {
    const surprise = learned('exponential', (u) => -Math.log(u))
    expect(Math.abs(surprise(25) - 25 / Math.LN10)).toBeLessThan(1.5)
  })

  it('never falls as the value grows', () => {
    const surprise = learned('power', (u) => -Math.log(u), 700)
    let before = 0
    for (let x = 0.01; x < 900; x *= 1.07) {
      expect(surprise(x)).toBeGreaterThanOrEqual(before - 1e-9)
      before = surprise(x)
    }
  })

  it('says nothing from nine values', () => {
    const tail = memory()
    for (let i = 0; i < 9; i++) tailLearn(tail, place('power'), 1)
    expect(tailSurprise(tail, place('power'), 1000)).toBe(0)
  })

  it('believes the first value above zero only to be the first of so many', () => {
    const tail = memory()
    tailLearn(tail, place('power'), 0, 999)
    expect(tailSurprise(tail, place('power'), 500)).toBeCloseTo(3, 2)
  })

  it('measures the first value by what is ordinary where that is known', () => {
    const tail = memory()
    tailLearn(tail, place('exponential', 1), 0, 999)
    // 1 in 1000 for any value, and e^-(11 - 1) for one as large as 11.
    expect(tailSurprise(tail, place('exponential', 1), 11)).toBeCloseTo(3 + 10 / Math.LN10, 1)
  })

  it('forgets: what was rare long ago becomes ordinary, and the counts stay bounded', () => {
    const tail = memory()
    for (let i = 0; i < 30_000; i++) tailLearn(tail, place('power'), 1)
    const before = tailSurprise(tail, place('power'), 8)
    for (let i = 0; i < 90_000; i++) tailLearn(tail, place('power'), 8)
    expect(before).toBeGreaterThan(4)
    expect(tailSurprise(tail, place('power'), 8)).toBeLessThan(0.3)
    expect(Math.max(...tail.fine)).toBeLessThanOrEqual(40_000)
  })

  it('lets the past count less, or not at all', () => {
    const tail = memory()
    tailLearn(tail, place('power'), 0, 8000)
    tailFade(tail, place('power'), 3)
    expect(tailSurprise(tail, place('power'), 5)).toBeCloseTo(3, 2)
    tailClear(tail, place('power'))
    expect(tailSurprise(tail, place('power'), 5)).toBe(0)
  })
})

describe('the counts of a tail', () => {
  const BINS = TAIL_COUNTS - 1
  const step = fc.oneof(
    { weight: 30, arbitrary: fc.double({ min: 0, max: 600, noNaN: true }) },
    { weight: 30, arbitrary: fc.double({ min: 0.01, max: 2, noNaN: true }) },
    {
      weight: 1,
      arbitrary: fc.constantFrom('fade' as const, 'unlearn' as const, 'clear' as const),
    },
  )

  it('are all in the surprise of a value in the body, whatever was forgotten in between', () => {
    const steps = fc.array(step, { minLength: 30, maxLength: 200, size: 'max' })
    fc.assert(
      fc.property(steps, fc.double({ min: 0.01, max: 500, noNaN: true }), (taken, value) => {
        const tail = memory()
        for (const one of taken) {
          if (one === 'fade') tailFade(tail, place('power'), 1)
          else if (one === 'unlearn') tailUnlearn(tail, place('power'), 3)
          else if (one === 'clear') tailClear(tail, place('power'))
          else tailLearn(tail, place('power'), one)
        }
        const [total, anchor] = tail.fine as unknown as [number, number]
        const position = 3 * (Math.log2(value) + 7)
        const bin = Math.floor(position)
        fc.pre(total >= 10 && bin < anchor && bin > 0)
        let above = TALLY_VALUES[tail.small[bin]!]! * (1 - (position - bin))
        for (let k = bin + 1; k < BINS; k++) above += TALLY_VALUES[tail.small[k]!]!
        const expected = Math.max(0, -Math.log10((above + 1) / (total + 1)))
        expect(tailSurprise(tail, place('power'), value)).toBeCloseTo(expected, 9)
      }),
    )
  })
})
