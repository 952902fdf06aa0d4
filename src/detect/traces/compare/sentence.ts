import { milliseconds, percent, significant } from '../report/words.ts'
import {
  FEWEST_BLOCKS,
  FEWEST_CALLS,
  type CompareOptions,
  type OperationComparison,
} from './comparison.ts'

type Told = Omit<OperationComparison, 'summary' | 'exemplars'>

/** What changed, in one sentence; what did not is left out where anything did. */
export function sentenceOf(told: Told, options: CompareOptions): string {
  const { before = 'before', after = 'after' } = options.names ?? {}
  const who = `${told.operation} of ${told.service}`
  const { count, latency } = told
  if (told.verdict === 'too_little_data') return `${who}: ${whyNot(told, { before, after })}`
  const parts = [latencyPart(told), errorPart(told), callPart(told)].filter((part) => part !== '')
  if (parts.length > 0) return `${who} ${parts.join(', and ')} (${after} against ${before})`
  const interval =
    latency.ratio_low === null
      ? ''
      : `: the median changed by a factor between ${significant(latency.ratio_low)} and ${significant(latency.ratio_high!)}`
  return `${who} does not differ in ${count.before} and ${count.after} calls${interval}`
}

function whyNot({ count, latency }: Told, names: { before: string; after: string }): string {
  for (const side of ['before', 'after'] as const) {
    if (count[side] === 0) return `there are no calls ${names[side]}`
    if (count[side] < FEWEST_CALLS)
      return `${count[side]} calls ${names[side]} are too few for a verdict; ${FEWEST_CALLS} are needed`
  }
  for (const side of ['before', 'after'] as const) {
    if (latency.blocks[side] < FEWEST_BLOCKS)
      return `calls in ${latency.blocks[side]} blocks of time ${names[side]} are too few for a verdict, because calls of a minute share their load; ${FEWEST_BLOCKS} are needed`
  }
  return 'too little data for a verdict'
}

function latencyPart({ latency: { verdict, p50_ms, ratio, ratio_low, ratio_high } }: Told): string {
  if (verdict !== 'regressed' && verdict !== 'improved') return ''
  const change = `(${significant(ratio!)} times, ${significant(ratio_low!)} to ${significant(ratio_high!)})`
  return `takes ${milliseconds(p50_ms.after)} instead of ${milliseconds(p50_ms.before)} per call ${change}`
}

function errorPart({ errors: { verdict, before, after } }: Told): string {
  if (verdict !== 'regressed' && verdict !== 'improved') return ''
  return `fails in ${percent(after!)} of its calls instead of ${percent(before!)}`
}

function callPart({ calls: { verdict, before, after, per } }: Told): string {
  if (verdict !== 'regressed' && verdict !== 'improved') return ''
  return `is called ${significant(after!)} times for each ${per!.operation} of ${per!.service} instead of ${significant(before!)}`
}
