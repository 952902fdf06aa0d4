import type { LogLevel } from '../../model/log-analysis.ts'

const WORDS: Readonly<Record<LogLevel, string>> = {
  fatal: 'fatal ftl f emerg emergency alert crit critical panic dpanic c a assert',
  error: 'error err severe eror fault e failure exception',
  warning: 'warning warn wrn w',
  info: 'info information informational inf i notice note n config log ok success',
  debug: 'debug dbg dbug d fine debug1 debug2 debug3 debug4 debug5',
  trace: 'trace trc verbose v t finer finest silly all',
  unknown: '',
}

const BY_WORD = new Map<string, LogLevel>()
for (const [level, words] of Object.entries(WORDS) as [LogLevel, string][])
  for (const word of words.split(' ')) if (word !== '') BY_WORD.set(word, level)

/** RFC 5424, from emergency down to debug. */
const SYSLOG: readonly LogLevel[] = [
  'fatal',
  'fatal',
  'fatal',
  'error',
  'warning',
  'info',
  'info',
  'debug',
]

/** From 10 in tens, as pino and bunyan write them. */
const TENS: readonly LogLevel[] = ['trace', 'debug', 'info', 'warning', 'error', 'fatal']

/** OpenTelemetry's severity numbers, four to a level. */
const SEVERITIES: readonly LogLevel[] = ['trace', 'debug', 'info', 'warning', 'error', 'fatal']

/** The level that a field of a row says, word or number; `unknown` where it says nothing known. */
export function levelOf(value: unknown): LogLevel {
  if (typeof value === 'number') return levelOfNumber(value)
  if (typeof value !== 'string') return 'unknown'
  const word = value.trim().toLowerCase()
  if (/^\d+$/.test(word)) return levelOfNumber(Number(word))
  // `app.INFO`, `[warn]`, `ERROR2`, `LOG_ERR`
  const bare = /^[^a-z0-9]*(?:[\w-]*\.|log_)?([a-z]+)\d?[^a-z0-9]*$/.exec(word)?.[1]
  return BY_WORD.get(word) ?? BY_WORD.get(bare ?? '') ?? 'unknown'
}

/** The level of an OpenTelemetry severity number, 1 to 24. */
export function levelOfSeverityNumber(value: number): LogLevel {
  return SEVERITIES[Math.floor((value - 1) / 4)] ?? 'unknown'
}

/** 0 to 7 is syslog, from 10 on pino; a custom pino level counts to the one below it. */
function levelOfNumber(value: number): LogLevel {
  if (Number.isInteger(value) && value >= 0 && value <= 7) return SYSLOG[value]!
  if (value >= 10 && value < 70) return TENS[Math.floor(value / 10) - 1]!
  return 'unknown'
}
