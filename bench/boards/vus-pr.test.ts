import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { segmentsOf, vusPr } from './vus-pr.ts'

/** The definition, word by word: every width, every threshold, every row. */
function slowVusPr(labels: Uint8Array, scores: Float64Array, longest: number): number {
  const rows = labels.length
  const ranked = [...scores].sort((a, b) => b - a)
  const thresholds = Array.from({ length: 250 }, (_, k) =>
    k === 249 ? ranked[rows - 1]! : ranked[Math.floor(k * ((rows - 1) / 249))]!,
  )
  let volume = 0
  for (let width = 0; width <= longest; width++) {
    const half = Math.floor(width / 2)
    const weights = fade(labels, width)
    const anomalies = widen(labels, half)
    let before = 0
    for (const threshold of thresholds) {
      const isIn = (row: number) => scores[row]! >= threshold
      let predicted = 0
      let hits = 0
      let soft = 0
      for (let row = 0; row < rows; row++) {
        if (!isIn(row)) continue
        predicted++
        hits += weights[row]!
        if (labels[row] === 0) soft += weights[row]!
      }
      const labelled = labels.reduce((sum, label) => sum + label, 0)
      const exist = anomalies.filter((anomaly) => anomaly.some(isIn)).length / anomalies.length
      const recall = Math.min(1, hits / (labelled + soft / 2)) * exist
      volume += (recall - before) * (hits / predicted)
      before = recall
    }
  }
  return volume / (longest + 1)
}

function fade(labels: Uint8Array, width: number): number[] {
  return Array.from(labels, (label, row) => {
    if (label === 1) return 1
    let weight = 0
    for (const { first, last } of segmentsOf(labels)) {
      const distance = row < first ? first - row : row - last
      if (distance <= Math.floor(width / 2)) weight += Math.sqrt(1 - distance / width)
    }
    return Math.min(1, weight)
  })
}

/** Rows of each anomaly when all are `half` longer on both sides; those whose ends meet are one. */
function widen(labels: Uint8Array, half: number): number[][] {
  const groups: { first: number; last: number }[] = []
  for (const { first, last } of segmentsOf(labels)) {
    const group = groups.at(-1)
    if (group && group.last >= first - half) group.last = last + half
    else groups.push({ first: first - half, last: last + half })
  }
  return groups.map(({ first, last }) =>
    Array.from({ length: last - first + 1 }, (_, i) => first + i).filter(
      (row) => row >= 0 && row < labels.length,
    ),
  )
}

describe('VUS-PR', () => {
  it('follows its definition', () => {
    const rows = fc
      .array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.boolean()), {
        minLength: 5,
        maxLength: 60,
      })
      .filter((drawn) => drawn.some(([, label]) => label))
    fc.assert(
      fc.property(rows, fc.integer({ min: 0, max: 14 }), (drawn, longest) => {
        const scores = Float64Array.from(drawn, ([score]) => score)
        const labels = Uint8Array.from(drawn, ([, label]) => (label ? 1 : 0))
        expect(vusPr(labels, scores, longest)).toBeCloseTo(slowVusPr(labels, scores, longest), 10)
      }),
      { numRuns: 60 },
    )
  })

  it('follows its definition where there are more rows than thresholds and anomalies are rare', () => {
    const labels = new Uint8Array(700)
    labels.fill(1, 100, 104).fill(1, 115, 116).fill(1, 480, 520).fill(1, 690)
    const scores = Float64Array.from(labels, (label, i) => Math.sin(i * i) + 1.2 * label)
    expect(vusPr(labels, scores, 30)).toBeCloseTo(slowVusPr(labels, scores, 30), 10)
  })

  it('is the average precision without a buffer, worked by hand', () => {
    // Thresholds 4, 3, 2, 1: recall 1/2, 1/2, 1, 1 and precision 1, 1/2, 2/3, 1/2. One anomaly is
    // touched from the first, the other from the third threshold on: recall × 1/2, 1/2, 1, 1.
    const labels = Uint8Array.from([1, 0, 1, 0])
    const scores = Float64Array.from([4, 3, 2, 1])
    expect(vusPr(labels, scores, 0)).toBeCloseTo(1 / 4 + (3 / 4) * (2 / 3), 12)
  })

  it('has no value where nothing is labelled', () => {
    expect(vusPr(new Uint8Array(9), new Float64Array(9), 3)).toBeNaN()
  })
})
