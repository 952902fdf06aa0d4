import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { normalNoise } from '../../../test/series.ts'
import { raisePeaks, rankBlame } from './blame.ts'
import { judgeEntity, type JudgedEntity } from './judge-entity.ts'
import { decodeEntityState, encodeEntityState } from './state.ts'

const clock = (rows: number) => Float64Array.from({ length: rows }, (_, i) => i * 60)

/** Three columns that follow one load, and one that goes its own way. */
function machine(rows: number, seed = 1): Float64Array[] {
  const load = normalNoise(rows, { seed })
  return [1, -3, 0.2, 0].map((share, column) => {
    const own = normalNoise(rows, { seed: seed + column + 1, deviation: share === 0 ? 1 : 0.05 })
    return Float64Array.from(
      own,
      (noise, i) => 10 * column + share * (load[i]! + noise) + (share === 0 ? noise : 0),
    )
  })
}

function judge(columns: Float64Array[]): JudgedEntity {
  return judgeEntity(clock(columns[0]!.length), columns).judged
}

const allOf = ({ entityScore, columnScores }: JudgedEntity) =>
  [entityScore, ...columnScores].flatMap((scores) => [...scores])

const greatest = (scores: Float64Array) => scores.reduce((a, b) => Math.max(a, b), 0)

describe('an entity', () => {
  it('is odd when columns that go together part, though each alone is ordinary', () => {
    const columns = machine(1500)
    columns[1]![1200] = columns[1]![1200]! + 6 * Math.sign(columns[0]![1200]!)
    columns[1]!.fill(columns[1]![1199]!, 1300, 1306)
    const { entityScore, columnScores } = judge(columns)
    const calm = greatest(entityScore.subarray(100, 1200))
    expect(entityScore[1200]).toBeGreaterThan(1.3 * calm)
    // By itself column 1 was as far out before.
    expect(columnScores[1]![1200]).toBeLessThan(greatest(columnScores[1]!.subarray(100, 1200)))
  })

  it('blames the column that moved', () => {
    const columns = machine(1500)
    for (let i = 1200; i < 1210; i++) columns[3]![i]! += 15
    const { entityScore, columnScores } = judge(columns)
    const peaks = new Float64Array(4)
    for (let i = 1200; i < 1210; i++)
      raisePeaks(
        peaks,
        Float64Array.from(columnScores, (scores) => scores[i]!),
      )
    expect(rankBlame(peaks)[0]!.column).toBe(3)
    expect(greatest(entityScore.subarray(1200, 1210))).toBeGreaterThan(4)
  })

  it('cries wolf about as often as it says', () => {
    const { entityScore, columnScores } = judge(machine(6000, 11))
    for (const scores of [entityScore, ...columnScores]) {
      const loud = scores.subarray(1000).filter((score) => score >= 2).length
      expect(loud).toBeGreaterThan(5)
      expect(loud).toBeLessThan(100)
    }
  })

  it('gets used to a level that stays', () => {
    const columns = machine(12_000)
    for (let i = 3000; i < 12_000; i++) columns[3]![i]! += 40
    const { entityScore } = judge(columns)
    expect(entityScore[3010]).toBeGreaterThan(3)
    expect(greatest(entityScore.subarray(3700, 3800))).toBeLessThan(2.5)
    // A new oddity is odd on the new level.
    expect(greatest(entityScore.subarray(11_000))).toBeLessThan(3)
  })

  it('judges a row by nothing that comes later', () => {
    const columns = machine(900)
    const whole = judge(columns)
    for (const cut of [1, 33, 400]) {
      const part = judge(columns.map((column) => column.slice(0, cut)))
      expect([...part.entityScore]).toEqual([...whole.entityScore.subarray(0, cut)])
      part.columnScores.forEach((scores, column) =>
        expect([...scores]).toEqual([...whole.columnScores[column]!.subarray(0, cut)]),
      )
    }
  })

  it('goes on from a stored state as if it had never stopped', () => {
    const columns = machine(900)
    columns[2]!.fill(NaN, 380, 420)
    const whole = judge(columns)
    const first = judgeEntity(
      clock(400),
      columns.map((column) => column.subarray(0, 400)),
    )
    const second = judgeEntity(
      clock(900).subarray(400),
      columns.map((column) => column.subarray(400)),
      decodeEntityState(encodeEntityState(first.state)),
    )
    expect([...first.judged.entityScore, ...second.judged.entityScore]).toEqual([
      ...whole.entityScore,
    ])
    expect([...second.judged.columnScores[2]!]).toEqual([...whole.columnScores[2]!.subarray(400)])
  })

  it('depends neither on units nor on the order of the columns', () => {
    const columns = machine(800)
    const one = judge(columns)
    const other = judge(columns.map((column, i) => column.map((x) => x * 1000 ** i - 7 * i)))
    const turned = judge(columns.toReversed())
    for (let i = 0; i < 800; i++) {
      expect(Math.abs(one.entityScore[i]! - other.entityScore[i]!)).toBeLessThan(0.02)
      expect(Math.abs(one.entityScore[i]! - turned.entityScore[i]!)).toBeLessThan(0.02)
      for (let column = 0; column < 4; column++) {
        const score = one.columnScores[column]![i]!
        expect(Math.abs(score - other.columnScores[column]![i]!)).toBeLessThan(0.02)
        expect(Math.abs(score - turned.columnScores[3 - column]![i]!)).toBeLessThan(0.02)
      }
    }
  })

  it('stays finite and above zero, whatever comes', () => {
    const nasty = fc.oneof(
      fc.constantFrom(0, 1, -1, 5e-324, -5e-324, 1.7e308, -1.7e308, NaN, Infinity, -Infinity),
      fc.double(),
      fc.double({ min: -1, max: 1, noNaN: true }),
    )
    const column = fc.oneof(
      nasty.map((value) => Array.from({ length: 120 }, () => value)),
      fc.array(nasty, { minLength: 120, maxLength: 120 }),
      fc.array(fc.constantFrom(0, 1), { minLength: 120, maxLength: 120 }),
    )
    fc.assert(
      fc.property(fc.array(column, { minLength: 1, maxLength: 5 }), (lists) => {
        const scores = allOf(judge(lists.map((list) => Float64Array.from(list))))
        expect(scores.every((score) => score >= 0 && score <= 24)).toBe(true)
      }),
      { numRuns: 60 },
    )
  })

  it('finds a column that first moves late', () => {
    const columns = [...machine(1000), new Float64Array(1000).fill(5)]
    columns[4]!.fill(6, 800, 805)
    const { entityScore, columnScores } = judge(columns)
    expect(columnScores[4]![800]).toBeGreaterThan(2)
    expect(greatest(columnScores[4]!.subarray(0, 800))).toBe(0)
    expect(entityScore[800]).toBeGreaterThan(1.5)
  })

  it('judges what is there when cells are missing', () => {
    const columns = machine(1500)
    columns[0]!.fill(NaN, 1000, 1500)
    const { entityScore, columnScores } = judge(columns)
    expect(greatest(columnScores[0]!.subarray(1000))).toBe(0)
    const loud = entityScore.subarray(1000).filter((score) => score >= 2).length
    expect(loud).toBeLessThan(25)
  })

  it('neither judges nor learns a row whose time has passed', () => {
    const columns = machine(600)
    const whole = judge(columns)
    const timestamps = [...clock(600).subarray(0, 300), 60, ...clock(600).subarray(300)]
    const wild = columns.map((column) =>
      Float64Array.of(...column.subarray(0, 300), 1e6, ...column.subarray(300)),
    )
    const { judged } = judgeEntity(Float64Array.from(timestamps), wild)
    expect(judged.entityScore[300]).toBe(0)
    expect([...judged.entityScore].toSpliced(300, 1)).toEqual([...whole.entityScore])
  })
})
