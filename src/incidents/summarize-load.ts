import type {
  Interval,
  LoadAnalysis,
  PeakAnalysis,
  SameLoadAnalysis,
} from '../model/load-analysis.ts'
import { formatTime } from './clock-time.ts'
import { formatDuration, formatValue } from './units.ts'

type Told = Omit<LoadAnalysis, 'summary' | 'warnings'>

const REFUSALS = {
  too_little_data: 'too little data to say how latency depends on load',
  narrow_range: 'the loads seen differ too little to say how latency depends on them',
  no_relation: 'latency does not rise with load as far as the loads seen tell',
} as const

/** A few sentences: how latency depends on load, what is safe and for how long, and what has changed. */
export function summarizeLoad(
  analysis: Told,
  { latencyLimit, now }: { latencyLimit: number | undefined; now: number },
): string {
  const { verdict, same_load, peak } = analysis
  const parts = [
    verdict === 'ok' ? sayCurve(analysis, latencyLimit) : REFUSALS[verdict],
    ...(peak ? [sayPeak(peak, latencyLimit === undefined ? 'the capacity' : 'what is safe')] : []),
    ...(same_load ? [saySameLoad(same_load, now)] : []),
  ]
  return parts.join('; ')
}

function sayCurve({ capacity, safe_load }: Told, latencyLimit: number | undefined): string {
  const curve = `latency rises with load as in a queue that can take ${sayInterval(capacity!)}`
  if (!safe_load || latencyLimit === undefined) return curve
  const limit = number(latencyLimit)
  if (safe_load.value <= 0) return `${curve}, and is above ${limit} even without load`
  return `${curve}, and stays within ${limit} up to a load of ${sayInterval(safe_load)}`
}

function sayPeak(
  { peak_load, horizon_seconds, headroom, probability }: PeakAnalysis,
  what: string,
) {
  const percent = formatValue(Math.abs(headroom), 'ratio')
  const side = headroom >= 0 ? 'above' : 'below'
  const chance = Math.min(99, Math.max(1, Math.round(probability * 100)))
  return `the highest load of the next ${formatDuration(horizon_seconds)} is likely ${number(peak_load)}; ${what} lies ${percent} ${side} it (reached: ${chance} %)`
}

function saySameLoad(
  { verdict, ratio, since, plain_ratio }: SameLoadAnalysis,
  now: number,
): string {
  const when = `since ${formatTime(since, now)}`
  if (verdict === 'too_little_data') return `too little data at the same loads ${when} to compare`
  const times = ratio ? `${sayInterval(ratio)} times what it was` : 'what it was'
  if (verdict === 'regressed') return `${when} latency is worse at the same load: ${times}`
  if (verdict === 'improved') return `${when} latency is better at the same load: ${times}`
  if (verdict === 'explained_by_load' && plain_ratio !== null)
    return `${when} latency is ${number(plain_ratio)} times what it was, which the load explains`
  return `${when} latency is no different at the same load`
}

function sayInterval({ value, lower, upper }: Interval): string {
  return `${number(value)} (${number(lower)} to ${number(upper)})`
}

function number(value: number): string {
  return formatValue(value, 'none')
}
