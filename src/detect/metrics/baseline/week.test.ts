import { describe, expect, it } from 'vitest'
import { normalNoise, seriesOf } from '../../../../test/series.ts'
import { ALERT_THRESHOLD } from '../alert.ts'
import { judgeSeries } from '../judge-series.ts'
import { PLACES } from '../layout.ts'
import { createDetectorState } from '../state.ts'
import type { WallClock } from '../wall-clock.ts'
import { moveBaseline } from './baseline.ts'
import { learnSeason, seasonAt } from './season.ts'
import { SEASONAL, WEEKLY } from './slots.ts'
import { anyDayAt, learnWeek, weekAt } from './week.ts'

const STEP = 900
const DAY = 86_400
const ROWS = DAY / STEP
/** Monday, 2024-01-01. */
const MONDAY = 1_704_067_200

/** A clock whose special days are given by their distance from `MONDAY`. */
const calendar = (special: Readonly<Record<number, 1 | 2>>): WallClock => ({
  since: Float64Array.of(-Infinity),
  offsets: Float64Array.of(0),
  firstDay: MONDAY / DAY,
  kinds: Uint8Array.from({ length: 100 }, (_, day) => special[day] ?? 0),
  stretch: 0,
})

const isWeekend = (day: number) => day % 7 > 4
const wave = (share: number) => Math.sin(2 * Math.PI * (share - 0.3))
const workday = (share: number) => 1000 + 500 * wave(share)
const weekend = (share: number) => 400 + 100 * wave(share)
const traffic = (day: number, share: number) => (isWeekend(day) ? weekend : workday)(share)

type World = (day: number, share: number) => number

function judge(
  world: World,
  { days, deviation = 30, seed = 1, wallClock }: Partial<Setting> & { days: number },
) {
  const values = normalNoise(days * ROWS, { seed, deviation }).map(
    (noise, i) => noise + world(Math.floor(i / ROWS), (i % ROWS) / ROWS),
  )
  const profile = { bad: 'both', role: 'level', unit: 'none', step: STEP, wallClock } as const
  const series = seriesOf(values, { start: MONDAY, step: STEP })
  const { columns, state } = judgeSeries(series, profile)
  const weekly = state.wide[PLACES.baseline.wide + SEASONAL] === WEEKLY
  return { values, weekly, ...columns }
}
interface Setting {
  readonly deviation: number
  readonly seed: number
  readonly wallClock: WallClock
}

type Judged = Pick<ReturnType<typeof judge>, 'values' | 'expected' | 'alertScore'>
const rowsOf = (day: number, days = 1) => [day * ROWS, (day + days) * ROWS] as const
const mean = (numbers: Float64Array) => numbers.reduce((sum, x) => sum + x, 0) / numbers.length
const missed = ({ values, expected }: Judged, day: number, days = 1) =>
  mean(expected.map((x, i) => Math.abs(x - values[i]!)).slice(...rowsOf(day, days)))
const alerts = ({ alertScore }: Judged, day: number, days = 1) =>
  alertScore.slice(...rowsOf(day, days)).filter((x) => x >= ALERT_THRESHOLD).length

/** Mean absolute deviation of normal noise of 30: no prediction can be better. */
const LEAST = 24

describe('the week', () => {
  const judged = judge(traffic, { days: 49 })

  it('is found by itself, with the level and the swing of the weekend', () => {
    expect(missed(judged, 14, 7)).toBeGreaterThan(5 * LEAST)
    expect(missed(judged, 42, 7)).toBeLessThan(1.7 * LEAST)
    const saturday = judged.expected.slice(...rowsOf(47))
    // Workdays swing by 1000, weekends by 200, and noise adds to either.
    expect(Math.max(...saturday) - Math.min(...saturday)).toBeLessThan(400)
    expect(Math.abs(mean(saturday) - 400)).toBeLessThan(40)
    const monday = judged.expected.slice(...rowsOf(42))
    expect(Math.max(...monday)).toBeGreaterThan(1350)
  })

  it('alerts neither when it is found nor when weekends come', () => {
    expect(alerts(judged, 0, 49)).toBe(0)
  })

  it('makes a Sunday with the traffic of a workday stand out', () => {
    const odd = judge((day, share) => (day === 48 ? workday : weekOf(day))(share), { days: 49 })
    expect(odd.expected.slice(0, 48 * ROWS)).toEqual(judged.expected.slice(0, 48 * ROWS))
    expect(alerts(odd, 48)).toBeGreaterThan(0)
  })
  const weekOf = (day: number) => (isWeekend(day) ? weekend : workday)

  it('is not found where every day is the same, or none follows from the one before', () => {
    const same = judge((_, share) => workday(share), { days: 42 })
    expect(missed(same, 35, 7)).toBeLessThan(1.15 * LEAST)
    const plain = judge(() => 0, { days: 42, deviation: 1 })
    expect(missed(plain, 35, 7)).toBeLessThan(0.9)
    expect([same.weekly, plain.weekly]).toEqual([false, false])
    expect(judged.weekly).toBe(true)
  })

  it('is hardly found in days whose levels come by chance', () => {
    const found = [901, 902, 903, 904, 905, 906].filter((seed) => {
      const levels = normalNoise(84, { seed: seed + 50, deviation: 10 })
      return judge((day) => levels[day]!, { days: 84, deviation: 3, seed }).weekly
    })
    expect(found.length).toBeLessThanOrEqual(1)
  })

  it('is given up when weekends become like workdays', () => {
    const world: World = (day, share) => (day < 42 ? traffic(day, share) : workday(share))
    expect(missed(judge(world, { days: 98 }), 91, 7)).toBeLessThan(1.4 * LEAST)
  })

  it('expects the Sunday of a holiday, and learns nothing from it', () => {
    const world: World = (day, share) => (day === 44 ? weekend : weekOf(day))(share)
    const told = judge(world, { days: 49, wallClock: calendar({ 44: 1 }) })
    const untold = judge(world, { days: 49 })
    expect(missed(told, 44)).toBeLessThan(2 * LEAST)
    expect(missed(untold, 44)).toBeGreaterThan(10 * LEAST)
    expect(alerts(told, 44, 2)).toBe(0)
    expect(missed(told, 45)).toBeLessThan(1.7 * LEAST)
  })
})

describe('a day that is like no day before', () => {
  const world: World = (day, share) => (day === 44 ? 1700 - 500 * wave(share) : traffic(day, share))
  const told = judge(world, { days: 49, wallClock: calendar({ 44: 2 }) })

  it('is expected to be anything that is near to what has been seen', () => {
    const [from, to] = rowsOf(44)
    for (let i = from; i < to; i++) {
      expect(told.lower[i]).toBeLessThan(told.values[i]!)
      expect(told.upper[i]).toBeGreaterThan(told.values[i]!)
      expect(told.expected[i]).toBeCloseTo(told.expected[from]!, -2)
    }
    expect(alerts(told, 44)).toBeLessThan(alerts(judge(world, { days: 49 }), 44))
  })

  it('leaves no trace in the season', () => {
    expect(missed(told, 45)).toBeLessThan(1.7 * LEAST)
    expect(alerts(told, 45, 4)).toBe(0)
  })
})

describe('the clocks of Berlin', () => {
  const HOUR = 3600
  const [SPRING, AUTUMN] = [1_711_846_800, 1_729_990_800]
  const berlin: WallClock = {
    since: Float64Array.of(-Infinity, SPRING, AUTUMN),
    offsets: Float64Array.of(HOUR, 2 * HOUR, HOUR),
    firstDay: 0,
    kinds: new Uint8Array(),
    stretch: 0,
  }
  const DAYS = 14

  it.each([
    { change: SPRING, before: HOUR, after: 2 * HOUR },
    { change: AUTUMN, before: 2 * HOUR, after: HOUR },
  ])('move the day with the people ($before s to $after s)', ({ change, before, after }) => {
    const start = change - DAYS * DAY
    const noise = normalNoise((DAYS + 4) * ROWS, { seed: 4, deviation: 5 })
    // Steep mornings and evenings, by the clock on the wall.
    const values = noise.map((z, i) => {
      const local = start + i * STEP + (i < DAYS * ROWS ? before : after)
      return z + 1000 + 800 * Math.tanh(3 * Math.sin((2 * Math.PI * local) / DAY))
    })
    const series = seriesOf(values, { start, step: STEP })
    const judgeBy = (wallClock?: WallClock) => {
      const profile = { bad: 'both', role: 'level', unit: 'none', step: STEP, wallClock } as const
      return { values, ...judgeSeries(series, profile).columns }
    }
    const [local, utc] = [judgeBy(berlin), judgeBy()]
    expect(alerts(local, DAYS - 1, 5)).toBe(0)
    const usual = missed(local, DAYS - 1)
    expect(missed(local, DAYS)).toBeLessThan(1.5 * usual)
    expect(missed(utc, DAYS)).toBeGreaterThan(3 * usual)
  })
})

describe('the day', () => {
  it('is lost when its pattern vanishes', () => {
    const world: World = (day, share) => (day < 20 ? workday(share) : 1000)
    const { expected } = judge(world, { days: 60 })
    const swing = (day: number) => {
      const rows = expected.slice(...rowsOf(day))
      return Math.max(...rows) - Math.min(...rows)
    }
    expect(swing(18)).toBeGreaterThan(900)
    expect(swing(59)).toBeLessThan(20)
  })
})

describe('what the week keeps', () => {
  const week = { ofDay: 0, spread: 10, step: STEP, kind: 0, weekly: false } as const
  const time = (day: number, row: number) => MONDAY + day * DAY + row * STEP
  /** A ring of ±1, and then days with the given levels and swings (no noise). */
  function learned(days: readonly (readonly [level: number, swing: number])[]) {
    const state = createDetectorState()
    const shape = (row: number) => (row < ROWS / 2 ? 1 : -1)
    for (let i = 0; i < 2 * ROWS; i++) {
      const row = { timestamp: time(-2, i), y: shape(i % ROWS) }
      learnSeason(state, PLACES.season, row, { step: STEP, clip: 10 })
    }
    days.forEach(([level, swing], day) => {
      for (let i = 0; i < ROWS; i++) {
        const ofDay = shape(i)
        learnWeek(state, PLACES, {
          ...week,
          timestamp: time(day, i),
          ofDay,
          y: level + swing * ofDay,
        })
      }
    })
    learnWeek(state, PLACES, { ...week, timestamp: time(days.length, 0), y: 0 })
    return state
  }
  const WEEK = [5, 5, 5, 5, 5, 2, 1].map((level) => [level, level / 5] as const)
  const at = (day: number, kind: 0 | 1 = 0) => ({ timestamp: time(day, 8), kind })

  it('says nothing before each weekday was there twice', () => {
    const young = learned([...WEEK, ...WEEK.slice(0, 6)])
    expect(weekAt(young, PLACES.week, at(13), 1)).toBeNaN()
    expect(weekAt(learned([...WEEK, ...WEEK]), PLACES.week, at(14), 1)).not.toBeNaN()
  })

  it('is level and swing of each weekday, and of Sunday on a holiday', () => {
    const state = learned([...WEEK, ...WEEK])
    WEEK.forEach(([level, swing], day) => {
      expect(weekAt(state, PLACES.week, at(14 + day), 1)).toBeCloseTo(level + swing, 5)
      expect(weekAt(state, PLACES.week, at(14 + day), -1)).toBeCloseTo(level - swing, 5)
    })
    expect(weekAt(state, PLACES.week, at(16, 1), 1)).toBeCloseTo(1.2, 5)
    expect(weekAt(state, PLACES.week, at(16), NaN)).toBeNaN()
    expect(anyDayAt(state, PLACES.week, 1)).toBeCloseTo(4 + 1, 5)
  })

  it('moves with the level', () => {
    const state = learned([...WEEK, ...WEEK])
    const before = seasonAt(state, PLACES.season, time(15, 8), STEP)
    const expected = weekAt(state, PLACES.week, at(15), before)
    moveBaseline(state, PLACES, 7)
    const ofDay = seasonAt(state, PLACES.season, time(15, 8), STEP)
    expect(ofDay).toBeCloseTo(before + 7, 5)
    expect(weekAt(state, PLACES.week, at(15), ofDay)).toBeCloseTo(expected + 7, 5)
  })
})
