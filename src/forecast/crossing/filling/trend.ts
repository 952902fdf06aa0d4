import { fitLine } from '../../../math/line-fit.ts'
import { mannKendall } from '../../../math/mann-kendall.ts'
import { median } from '../../../math/median.ts'
import { theilSen } from '../../../math/theil-sen.ts'
import { thinned } from '../../../math/thinned.ts'
import { sinceTurn } from './turn.ts'

/** A trend seen in the medians of equal blocks, which average out what happens inside a block. */
export interface Trend {
  /** Values in a block. */
  readonly block: number
  /** Medians of the blocks, oldest first; the newest block ends with the newest value. */
  readonly levels: Float64Array
  /** Change of the level from one block to the next (Theil–Sen). */
  readonly slope: number
  /** Standard normal score of the trend, positive when rising (Mann–Kendall). */
  readonly certainty: number
  /** Share of the variance of the levels that a line explains. */
  readonly explained: number
  /** How many of the newest changes tell how it goes on: all, or those since it turned. */
  readonly since: number
}

/** Normal score above which a trend is certain: one chance in fifty to see one, up or down, in noise. */
const CERTAIN = 2.33

/** Values of a block that tell its median: bounds the sorting. */
const MEDIAN_OF = 300

/** Fewer blocks than this show no trend. */
const MINIMUM_BLOCKS = 5

export function trendOf(values: Float64Array, block: number): Trend | undefined {
  const count = Math.floor(values.length / block)
  if (count < MINIMUM_BLOCKS) return undefined
  const offset = values.length - count * block
  const levels = Float64Array.from({ length: count }, (_, b) =>
    median(thinned(values.subarray(offset + b * block, offset + (b + 1) * block), MEDIAN_OF)),
  )
  return {
    block,
    levels,
    slope: theilSen(levels).slope,
    certainty: mannKendall(levels),
    explained: fitLine(levels).explained,
    since: sinceTurn(levels),
  }
}

/**
 * Whether it surely rises or falls. Five levels that all rise have one chance in 120 without a trend,
 * which the normal score does not see: it is rough for so few.
 */
export function isCertain({ certainty, levels }: Trend): boolean {
  if (Math.abs(certainty) >= CERTAIN) return true
  const rising = levels.subarray(1).map((level, i) => Math.sign(level - levels[i]!))
  return rising[0] !== 0 && rising.every((sign) => sign === rising[0])
}

/** Two lines must leave less than this share of what one line leaves. */
const HINGED = 0.3

/**
 * Index of the value where the slope last changed clearly, 0 where one slope describes all: the best
 * place for two lines instead of one, looked for on the medians of 24 blocks.
 */
export function lastBend(values: Float64Array): number {
  const block = Math.floor(values.length / 24)
  if (block < 4) return 0
  const levels = trendOf(values, block)!.levels
  const whole = fitLine(levels).unexplained
  let least = HINGED * whole
  let bend = 0
  for (let at = MINIMUM_BLOCKS; at <= levels.length - MINIMUM_BLOCKS; at++) {
    const two = fitLine(levels, 0, at).unexplained + fitLine(levels, at).unexplained
    if (two >= least) continue
    least = two
    bend = at
  }
  return bend === 0 ? 0 : values.length - (levels.length - bend) * block
}
