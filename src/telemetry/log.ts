import { destination, pino, stdTimeFunctions, type DestinationStream, type Logger } from 'pino'

import { logfmtLine } from './logfmt.ts'
import { hideSecrets, SECRET } from './secrets.ts'

export type { Logger } from 'pino'

export interface LogOptions {
  readonly level?: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent'
  readonly format?: 'logfmt' | 'json'
  /** Where whole lines go; standard error by default, because standard output is for data. */
  readonly write?: (line: string) => void
}

const SECRET_KEYS = [
  'password',
  'token',
  'secret',
  'credentials',
  'authorization',
  'cookie',
  'bearer_token',
  'client_secret',
]

/** Fields by these names are hidden at the top and one or two levels down. */
const REDACTED = SECRET_KEYS.flatMap((key) => [key, `*.${key}`, `*.*.${key}`])

export function createLogger(options: LogOptions = {}): Logger {
  const { level = 'info', format = 'logfmt' } = options
  const write = options.write ?? standardError()
  const encode = format === 'json' ? (line: string) => line : logfmtLine
  const stream: DestinationStream = { write: (line) => write(hideSecrets(encode(line))) }
  return pino(
    {
      level,
      base: null,
      messageKey: 'msg',
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: REDACTED, censor: SECRET },
    },
    stream,
  )
}

/** Written at once: a crash right after a line does not lose it. */
function standardError(): (line: string) => void {
  const stderr = destination({ dest: 2, sync: true })
  return (line) => stderr.write(line)
}
