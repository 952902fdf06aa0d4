import { mean } from '../../math/moving-average.ts'
import { createRidge } from '../../math/ridge.ts'
import type { Seasons } from '../seasons.ts'
import type { FitMember } from './member.ts'

/** At most this many rows enter a fit; of longer histories every k-th. */
const MAXIMUM_ROWS = 1000

/** The path is made of at most so many pieces, each with a regression of its own. */
const PIECES = 4

/** Values and their running sums, so that any mean costs two reads. */
interface Past {
  readonly values: Float64Array
  readonly sums: Float64Array
  readonly center: number
}

/** What the regression of one piece of the path sees, `lead` steps ahead of the newest value. */
interface Piece {
  readonly lead: number
  readonly lags: readonly number[]
  readonly day: number
  readonly week: number
  readonly coefficients: Float64Array
}

/**
 * Regressions that jump straight to where they are asked, a quarter of the path each: on the newest values
 * of the same time of day and week that are known by then, and on the level and its latest movement.
 * Unlike the autoregression they are never fed with their own forecasts, so their errors do not add up.
 */
export const fitDirect: FitMember = (values, seasons) => {
  if (!seasons.day || values.length < 4 * seasons.day) return undefined
  const learned = pastOf(values)
  const pieces = new Map<number, Piece | undefined>()
  const pieceFor = (lead: number) => {
    if (!pieces.has(lead)) pieces.set(lead, learnPiece(learned, seasons, lead))
    return pieces.get(lead)
  }
  // Origins of one history share its sums; none is read beyond its origin.
  let past = learned
  return (all, origin, horizon) => {
    if (past.values !== all) past = pastOf(all, learned.center)
    const path = new Float64Array(horizon)
    const size = Math.ceil(horizon / PIECES)
    for (let start = 0; start < horizon; start += size) {
      const piece = pieceFor(Math.min(horizon, start + size))
      if (!piece) return path.fill(NaN)
      const row = new Float64Array(piece.coefficients.length)
      for (let i = start; i < Math.min(horizon, start + size); i++) {
        look(past, piece, { target: origin + i, row })
        path[i] = learned.center + dot(row, piece.coefficients)
      }
    }
    return path
  }
}

function pastOf(values: Float64Array, center = mean(values)): Past {
  const sums = new Float64Array(values.length + 1)
  for (let i = 0; i < values.length; i++) sums[i + 1] = sums[i]! + values[i]! - center
  return { values, sums, center }
}

function learnPiece(past: Past, { day, week }: Seasons, lead: number): Piece | undefined {
  const { values, center } = past
  const sameTime = day * Math.ceil(lead / day)
  const sameWeekTime = week * Math.ceil(lead / (week || 1))
  const wanted = [sameTime, sameTime + day, sameWeekTime, sameWeekTime + week]
  const spare = 4 * (wanted.length + 5)
  const lags = wanted.filter(
    (lag, i) => lag > 0 && wanted.indexOf(lag) === i && values.length - lag - day >= spare,
  )
  const hasWeek = week > 0 && values.length - lead - week >= spare
  const first = Math.max(...lags, lead + (hasWeek ? week : day))
  const rows = values.length - first
  if (rows < spare || lags.length === 0) return undefined
  const columns = lags.length + 4 + Number(hasWeek)
  const piece: Piece = {
    lead,
    lags,
    day,
    week: hasWeek ? week : 0,
    coefficients: new Float64Array(columns),
  }
  const ridge = createRidge(columns)
  const row = new Float64Array(columns)
  const stride = Math.ceil(rows / MAXIMUM_ROWS)
  for (let target = values.length - 1; target >= first; target -= stride) {
    look(past, piece, { target, row })
    const age = values.length - 1 - target
    ridge.add(row, values[target]! - center, 0.5 ** (age / (12.5 * day)))
  }
  piece.coefficients.set(ridge.solve(1e-3))
  return piece
}

/** What is known `lead` steps before `target`. */
function look(
  { values, sums, center }: Past,
  { lead, lags, day, week }: Piece,
  { target, row }: { target: number; row: Float64Array },
): void {
  const known = target - lead + 1
  let column = 0
  for (const lag of lags) row[column++] = values[target - lag]! - center
  row[column++] = 1
  row[column++] = (sums[known]! - sums[known - day]!) / day
  if (week) row[column++] = (sums[known]! - sums[known - week]!) / week
  row[column++] = values[known - 1]! - center
  row[column++] = values[known - 1]! - values[known - 1 - day]!
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!
  return sum
}
