import type { Unit } from '../model/signal.ts'

/** A unit of ours and what a sample must be multiplied by to be in it. */
export interface Scale {
  readonly unit: Unit
  /** PromQL to append to an expression, e.g. ` / 1000`; empty for base units. */
  readonly apply: string
}

const WORDS: Readonly<Record<string, Scale>> = {
  seconds: { unit: 'seconds', apply: '' },
  second: { unit: 'seconds', apply: '' },
  s: { unit: 'seconds', apply: '' },
  milliseconds: { unit: 'seconds', apply: ' / 1000' },
  millis: { unit: 'seconds', apply: ' / 1000' },
  ms: { unit: 'seconds', apply: ' / 1000' },
  microseconds: { unit: 'seconds', apply: ' / 1e6' },
  us: { unit: 'seconds', apply: ' / 1e6' },
  nanoseconds: { unit: 'seconds', apply: ' / 1e9' },
  ns: { unit: 'seconds', apply: ' / 1e9' },
  bytes: { unit: 'bytes', apply: '' },
  byte: { unit: 'bytes', apply: '' },
  ratio: { unit: 'ratio', apply: '' },
  percent: { unit: 'percent', apply: '' },
  percentage: { unit: 'percent', apply: '' },
  pct: { unit: 'percent', apply: '' },
  celsius: { unit: 'celsius', apply: '' },
  volts: { unit: 'volts', apply: '' },
}

/** Words that follow the unit in a name without changing it: `_bytes_total`, `_seconds_max`. */
const AFTER_UNIT = new Set(['total', 'max', 'min', 'avg', 'mean', 'sum', 'count', 'bucket'])

/** The unit that metadata states, else the one in the name, else undefined. */
export function scaleOf(metric: string, stated: string): Scale | undefined {
  const known = WORDS[stated.toLowerCase()]
  if (known !== undefined) return known
  const words = metric.split('_')
  while (words.length > 1 && AFTER_UNIT.has(words.at(-1) ?? '')) words.pop()
  // One-letter and two-letter words are units only where they end a longer name.
  return words.length > 1 ? WORDS[words.at(-1) ?? ''] : undefined
}

/** The unit of a counter's rate. */
export function rateScaleOf(metric: string, stated: string): Scale {
  const scale = scaleOf(metric, stated)
  if (scale?.unit === 'bytes') return { unit: 'bytes_per_second', apply: '' }
  // Seconds per second: the share of time that something took.
  if (scale?.unit === 'seconds') return { unit: 'ratio', apply: scale.apply }
  return { unit: 'per_second', apply: '' }
}
