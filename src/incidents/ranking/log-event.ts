/** What a log line says when its variables are left out: the same event, the same key, in every file. */
export interface LogEvent {
  /** Level, place in the code and constant words. */
  readonly key: string
  /** It tells of a failure. */
  readonly isBad: boolean
}

const LEVEL = /\b(FATAL|CRITICAL|ERROR|SEVERE|WARN(?:ING)?|INFO|DEBUG|TRACE)\b/i
const BAD_LEVEL = /^(?:FATAL|CRITICAL|ERROR|SEVERE)$/
const BAD =
  /\b(?:fatal|critical|error|severe|exception|fail(?:ed|ure)?|panic|refused|timeout|timed out)\b/i
/** Class#line, file.ext:line. */
const PLACE = /([A-Za-z_$][\w.$/[\]-]*[#:]\d+)\b/
const JSON_MESSAGE = /"(?:message|msg|body|event)"\s*:\s*"((?:[^"\\]|\\.)*)"/
const VARIABLE = /\{[^{}]*\}|[0-9a-f]{8}-[0-9a-f-]{20,}|\b[0-9a-f]{12,}\b|\d+(?:[.,:]\d+)*/g
const TIME_IN_FRONT = /^[\d:.,TZ/ +-]{8,32}/
/** Words of a line without a place that are kept: what follows is mostly data. */
const WORDS = 9
const LONGEST = 90

/**
 * Reads the event of a line. Where the line names its place in the code, that place is the key, with
 * the words only where it tells of a failure; else the first words, numbers and ids masked.
 */
export function logEventOf(message: string): LogEvent {
  const json = message.startsWith('{') ? JSON_MESSAGE.exec(message) : null
  const level = (LEVEL.exec(message.slice(0, json ? 400 : 60))?.[1] ?? '').toUpperCase()
  const body = (json?.[1] ?? message).replace(TIME_IN_FRONT, '')
  const found = PLACE.exec(body.slice(0, LONGEST))
  const place = found?.[1] ?? ''
  const start = found === null ? 0 : found.index + place.length
  const words = maskedWords(body.slice(start, place === '' ? 400 : 220))
  const head = words.split(/[:=[({]\s*#/)[0]!.slice(0, 70)
  const kept = place === '' ? words : BAD.test(words) ? head : ''
  return {
    key: [level, place, kept].filter((part) => part !== '').join(' '),
    isBad: BAD_LEVEL.test(level) || BAD.test(body.slice(0, 200)),
  }
}

function maskedWords(text: string): string {
  const words = text.replace(VARIABLE, '#').split(/\s+/).filter(Boolean).slice(0, WORDS)
  return words
    .join(' ')
    .replace(/\b[A-Z][a-z]?#|\w*#[\w#,.\]-]*/g, '#')
    .slice(0, LONGEST)
}
