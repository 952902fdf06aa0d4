import { negativeBinomialTail } from '../../math/negative-binomial.ts'
import { firstTested, type Candidate, type CountSeries, type Scan } from './count-series.ts'
import { commonDispersion, dispersionOf, pulled } from './dispersion.ts'
import { widen } from './windows.ts'

/** A change of less than this is not worth a sentence, however sure it is. */
const MIN_RATIO = 3

/**
 * Holds each window, `factor` times as wide as those given, against all before it and never after.
 * `narrow` counts all lines in each window.
 */
export function scanRises(
  series: readonly CountSeries[],
  narrow: Uint32Array,
  { factor, scan }: { factor: number; scan: Scan },
): void {
  const lines = widen(narrow, factor)
  const first = firstTested(lines.length)
  const wide = series.map((one) => Object.assign({}, one, { counts: widen(one.counts, factor) }))
  const dispersion = commonDispersion(wide, first)
  for (const [index, one] of wide.entries())
    for (const candidate of risesOf(one, { index, lines, dispersion, first, scan })) {
      const last =
        candidate.last + 1 === lines.length ? narrow.length : (candidate.last + 1) * factor
      scan.candidates.push({ ...candidate, first: candidate.first * factor, last: last - 1 })
    }
}

function* risesOf(
  { counts, minLines, relative }: CountSeries,
  context: {
    readonly index: number
    readonly lines: Uint32Array
    readonly dispersion: number
    readonly first: number
    readonly scan: Scan
  },
): Generator<Candidate> {
  const { index, lines, first, scan } = context
  let sum = 0
  let squares = 0
  let before = 0
  for (let w = 0; w < counts.length; w++) {
    const observed = counts[w]!
    if (w >= first) {
      scan.tests++
      // Half a line is added to what was seen, so that "never" is not "impossible".
      const share = ((sum + 0.5) / Math.max(before, 1)) * lines[w]!
      const expected = Math.max((sum + 0.5) / w, relative ? share : 0)
      // What is too small to tell has no small p-value either, so leaving it out is fair.
      if (observed >= minLines && observed >= MIN_RATIO * expected) {
        const own = dispersionOf(sum, squares, w)
        const dispersion = pulled(own, { windows: w, common: context.dispersion, mean: expected })
        const pValue = negativeBinomialTail(observed, expected, dispersion)
        const place = { series: index, first: w, last: w }
        yield { kind: 'rise', ...place, observed, expected, isNew: sum === 0, pValue }
      }
    }
    sum += observed
    squares += observed * observed
    before += lines[w]!
  }
}
