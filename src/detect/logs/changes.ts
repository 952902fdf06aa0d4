import { benjaminiHochberg } from '../../math/benjamini-hochberg.ts'
import {
  firstTested,
  type Candidate,
  type Change,
  type CountSeries,
  type Scan,
} from './count-series.ts'
import { commonDispersion } from './dispersion.ts'
import { scanRises } from './rises.ts'
import { scanStop } from './stops.ts'

/**
 * Of the changes reported, this share may be chance if the counts are as the model says; on very
 * bursty simulated counts it was about a tenth.
 */
const FALSE_DISCOVERIES = 0.05
/**
 * What rose or stopped within a batch. Each window is held against all windows before it, never
 * after, by a negative binomial whose dispersion is the series' own pulled towards the median of
 * all (log lines come in bursts; a Poisson test would find 500 changes where there are 20), at two
 * widths of window, and the many tests are corrected for (Benjamini-Hochberg).
 * `lines` counts all lines in each window.
 */
export function findChanges(series: readonly CountSeries[], lines: Uint32Array): Change[] {
  const scan: Scan = { candidates: [], tests: 0 }
  scanRises(series, lines, { factor: 1, scan })
  scanRises(series, lines, { factor: Math.max(2, Math.floor(lines.length / 10)), scan })
  const dispersion = commonDispersion(series, firstTested(lines.length))
  for (const [index, one] of series.entries()) scanStop(one, { index, lines, dispersion, scan })
  const pValues = scan.candidates.map(({ pValue }) => pValue)
  const qValues = benjaminiHochberg(pValues, scan.tests)
  const found = scan.candidates
    .map((candidate, i) => changeOf(candidate, qValues[i]!))
    .filter(({ qValue }) => qValue <= FALSE_DISCOVERIES)
  return oneForEach(found)
}

function changeOf(candidate: Candidate, qValue: number): Change {
  const { kind, series, first, last, observed, expected, isNew } = candidate
  return { kind, series, first, last, observed, expected, isNew, qValue }
}

/** One change for each series and kind: the surest one, stretched over all that were found. */
function oneForEach(found: readonly Change[]): Change[] {
  const best = new Map<string, Change>()
  for (const change of found) {
    const key = `${change.series} ${change.kind}`
    const other = best.get(key)
    const surest = other === undefined || change.qValue < other.qValue ? change : other
    const first = Math.min(change.first, other?.first ?? change.first)
    const last = Math.max(change.last, other?.last ?? change.last)
    best.set(key, { ...surest, first, last, isNew: change.isNew || (other?.isNew ?? false) })
  }
  return [...best.values()]
}
