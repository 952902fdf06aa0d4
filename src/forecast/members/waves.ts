import type { Seasons } from '../seasons.ts'

/** Waves of a day, and of a week besides: with eleven a day of 24 steps can take any shape. */
const DAY_WAVES = 11
const WEEK_WAVES = 6

/** Sines and cosines of the day and the week at each step. */
export interface Waves {
  /** Numbers at each step. */
  readonly count: number
  /** Writes those of step `t` into a row, from `column` on. */
  write(t: number, row: Float64Array, column: number): void
}

/** `week` may be 0. Those waves of a week that are waves of its days too are left out. */
export function wavesOf({ day, week }: Seasons): Waves {
  const daily = multiples(DAY_WAVES, day, () => true)
  const weekly = multiples(WEEK_WAVES, week, (k) => (k * day) % week !== 0)
  const dayTable = tableOf(day)
  const weekTable = tableOf(week)
  return {
    count: 2 * (daily.length + weekly.length),
    write(t, row, column) {
      for (const k of daily) {
        const at = 2 * ((k * t) % day)
        row[column++] = dayTable[at]!
        row[column++] = dayTable[at + 1]!
      }
      for (const k of weekly) {
        const at = 2 * ((k * t) % week)
        row[column++] = weekTable[at]!
        row[column++] = weekTable[at + 1]!
      }
    },
  }
}

/** The first `count` multiples of a frequency that the steps can show. */
function multiples(count: number, period: number, wanted: (k: number) => boolean): number[] {
  const found: number[] = []
  for (let k = 1; found.length < count && 2 * k < period; k++) if (wanted(k)) found.push(k)
  return found
}

/** Sine and cosine of one turn in `period` steps: all multiples of it are read from here. */
function tableOf(period: number): Float64Array {
  return Float64Array.from({ length: 2 * period }, (_, i) => {
    const angle = (Math.PI * 2 * (i >> 1)) / period
    return i % 2 === 0 ? Math.sin(angle) : Math.cos(angle)
  })
}
