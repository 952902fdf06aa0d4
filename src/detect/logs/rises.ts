import { negativeBinomialTail } from '../../math/negative-binomial.ts'
import { firstTested, type CountSeries, type Scan } from './count-series.ts'
import { commonDispersion, dispersionOf, pulled } from './dispersion.ts'
import { widen } from './windows.ts'

/** A change of less than this is not worth a sentence, however sure it is. */
const MIN_RATIO = 3
/**
 * The windows right before the tested one are no baseline: a change that began in the middle of one
 * of them would pass for usual burstiness and hide itself.
 */
const GUARD = 2

interface Setting {
  /** Lines of all kinds in each window. */
  readonly lines: Uint32Array
  /** How many of the narrow windows make one. */
  readonly factor: number
  readonly common: number
}

/**
 * Holds each window, `factor` times as wide as those given, against all before it and never after.
 * `lines` counts all lines in each of the windows given.
 */
export function scanRises(
  series: readonly CountSeries[],
  lines: Uint32Array,
  { factor, scan }: { factor: number; scan: Scan },
): void {
  const wideLines = widen(lines, factor)
  const wide = series.map(({ counts }) => ({ counts: widen(counts, factor) }))
  const common = commonDispersion(wide, firstTested(wideLines.length))
  for (const [index, one] of series.entries())
    scanSeries(one, index, { setting: { lines: wideLines, factor, common }, scan })
}

function scanSeries(
  { counts, minLines, relative }: CountSeries,
  series: number,
  { setting, scan }: { setting: Setting; scan: Scan },
): void {
  const { lines, factor } = setting
  const wide = widen(counts, factor)
  const first = firstTested(wide.length)
  let sum = 0
  let before = 0
  for (let w = first; w < wide.length; w++) {
    const base = w - GUARD
    for (let b = w === first ? 0 : base - 1; b < base; b++) {
      sum += wide[b]!
      before += lines[b]!
    }
    scan.tests++
    const observed = wide[w]!
    // Half a line is added to what was seen, so that "never" is not "impossible".
    const share = ((sum + 0.5) / Math.max(before, 1)) * lines[w]!
    const expected = Math.max((sum + 0.5) / base, relative ? share : 0)
    // What is too small to tell has no small p-value either, so leaving it out is fair.
    if (observed < minLines || observed < MIN_RATIO * expected) continue
    const own = shownBefore({ narrow: counts, wide, factor }, base)
    const dispersion = pulled(own, { windows: base, common: setting.common, mean: expected })
    const pValue = negativeBinomialTail(observed, expected, dispersion)
    const end = w + 1 === wide.length ? counts.length : (w + 1) * factor
    const place = { series, first: w * factor, last: end - 1 }
    scan.candidates.push({ kind: 'rise', ...place, observed, expected, isNew: sum === 0, pValue })
  }
}

/**
 * The dispersion that the windows before `w` have shown. Of few wide windows it is a poor guess, so
 * it is at least what the narrow ones inside them promise for independent counts.
 */
function shownBefore(
  { narrow, wide, factor }: { narrow: Uint32Array; wide: Uint32Array; factor: number },
  w: number,
): number {
  return Math.max(dispersionOf(wide, w), dispersionOf(narrow, w * factor) / factor)
}
