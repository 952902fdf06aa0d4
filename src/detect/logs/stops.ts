import { negativeBinomialZero } from '../../math/negative-binomial.ts'
import { firstTested, type CountSeries, type Scan } from './count-series.ts'
import { dispersionOf, pulled } from './dispersion.ts'

/** Windows before a stop that must have seen the thing, and windows that must lack it. */
const REGULAR = 0.9
const MIN_MISSING = 3
const MIN_LINES_TO_MISS = 20

/**
 * Whether something that came all the time is missing at the end. Its rate is taken as one draw for
 * the whole silence, which asks for more silence than if each window were drawn anew.
 */
export function scanStop(
  { counts, mayVanish }: CountSeries,
  context: {
    readonly index: number
    readonly lines: Uint32Array
    readonly dispersion: number
    readonly scan: Scan
  },
): void {
  const { index, lines, scan } = context
  const last = counts.findLastIndex((count) => count > 0)
  const windows = last + 1
  const missing = counts.length - windows
  if (!mayVanish || windows < firstTested(counts.length)) return
  let sum = 0
  let present = 0
  let before = 0
  for (let w = 0; w < windows; w++) {
    sum += counts[w]!
    before += lines[w]!
    if (counts[w]! > 0) present++
  }
  if (present < REGULAR * windows || sum < MIN_LINES_TO_MISS) return
  scan.tests++
  if (missing < MIN_MISSING) return
  let after = 0
  for (let w = windows; w < lines.length; w++) after += lines[w]!
  // Where everything went quiet, nothing in particular did.
  const expected = Math.min((sum / windows) * missing, (sum / before) * after)
  const own = dispersionOf(counts, windows)
  const dispersion = pulled(own, { windows, common: context.dispersion, mean: sum / windows })
  const pValue = negativeBinomialZero(expected, dispersion)
  const place = { series: index, first: windows, last: counts.length - 1 }
  scan.candidates.push({ kind: 'stop', ...place, observed: 0, expected, isNew: false, pValue })
}
