import { median } from '../../../math/median.ts'
import { mean } from '../../../math/moving-average.ts'
import type { Life } from './lives.ts'

/** Where a climb ends without having reached the threshold: at a level, or after so many values. */
export interface End {
  readonly level: number
  readonly left: number
}
const NEVER: End = { level: Infinity, left: Infinity }

/** How climbs end by falling, learnt from earlier lives. */
export interface Falls {
  /** Ends that the present life may still meet, and that a life after it may, each as likely as the next. */
  readonly now: readonly End[]
  readonly later: readonly End[]
  /** How far below the present level a life starts. */
  readonly depth: number
}

export const NO_FALLS: Falls = { now: [NEVER], later: [NEVER], depth: 0 }

/** A life must have passed an end by this share of a life before it counts as passed. */
const PASSED = 0.1

/**
 * What ended earlier lives may end this one: their levels or their ages, whichever were more alike, as
 * far as it has not passed them, and one end that never comes. With n earlier ends ahead of it, one
 * life in n + 1 is so taken to pass them all (the estimate of Kaplan and Meier with one more life that
 * has no end).
 */
export function fallsOf(lives: readonly Life[]): Falls {
  const now = lives.at(-1)!
  const past = lives.slice(0, -1)
  const starts = lives.slice(1).map(({ low }) => low)
  const depth = now.high - median(Float64Array.from(starts))
  const ages = agesOf(lives, past, now)
  if (ages) {
    const left = ages.map((age) => ({ ...NEVER, left: age - lengthOf(now) }))
    return {
      now: [...left, NEVER],
      later: ages.map((age) => ({ ...NEVER, left: age })),
      depth,
    }
  }
  const later = past.map(({ peak }) => ({ ...NEVER, level: peak }))
  const height = median(Float64Array.from(past, heightOf))
  const ahead = later.filter(({ level }) => level > now.peak - PASSED * height)
  return { now: [...ahead, NEVER], later, depth }
}

/** The ages at which lives end, where these are more alike than the levels and none outlived them. */
function agesOf(lives: readonly Life[], past: readonly Life[], now: Life): number[] | undefined {
  // Where the first life began is not known.
  const ages = past.slice(1).map(lengthOf)
  if (ages.length < 2) return undefined
  const oldest = (1 + PASSED) * Math.max(...ages)
  if (lengthOf(lives[0]!) > oldest || lengthOf(now) > oldest) return undefined
  const height = median(Float64Array.from(past, heightOf))
  const unlike = deviation(ages) / mean(Float64Array.from(ages))
  return unlike < deviation(past.map(({ peak }) => peak)) / height ? ages : undefined
}

const lengthOf = ({ start, end }: Life) => end - start
const heightOf = ({ peak, low }: Life) => peak - low

function deviation(values: readonly number[]): number {
  const center = mean(Float64Array.from(values))
  return Math.sqrt(mean(Float64Array.from(values, (value) => (value - center) ** 2)))
}
