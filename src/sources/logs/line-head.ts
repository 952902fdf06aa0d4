import type { LogLevel } from '../../model/log-analysis.ts'
import { parseTimestamp, secondsOf } from '../traces/timestamp.ts'
import { levelOf } from './level.ts'

/** What the beginning of a text line says, and where the message after it begins. */
export interface LineHead {
  /** Unix seconds, NaN where none is visible. */
  readonly timestamp: number
  readonly level: LogLevel
  readonly messageStart: number
}

const ISO =
  /^\d{4}[-/.]\d\d[-/.]\d\d[T _-]\d\d[:.]\d\d[:.]\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?/
const COMMON_LOG = /^(\d\d)\/([A-Z][a-z]{2})\/(\d{4}):(\d\d:\d\d:\d\d) ([+-]\d{4})/
const APACHE_ERROR = /^[A-Z][a-z]{2} ([A-Z][a-z]{2}) +(\d{1,2}) (\d\d:\d\d:\d\d)(\.\d+)? (\d{4})/
const SYSLOG = /^([A-Z][a-z]{2}) +(\d{1,2}) (\d\d:\d\d:\d\d)(\.\d+)?/
const KLOG = /^([IWEF])(\d\d)(\d\d) (\d\d:\d\d:\d\d\.\d+)/
const MONTH_DAY = /^(\d\d)-(\d\d) (\d\d:\d\d:\d\d)(\.\d+)?/
const EPOCH = /^\d{10}(?:\.\d{1,9}|\d{3}|\d{6}|\d{9})?(?=[\s\]:]|$)/
const PRIORITY = /^<(\d{1,3})>(?:1 )?/
const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')

/** `level=warn`, `"severity":"ERROR"`: said by name, wherever in the line. */
const NAMED_LEVEL = /(?:^|[\s{,"[])(?:level|lvl|severity|loglevel)"?\s*[=:]\s*"?([A-Za-z]+|\d{1,2})/
const SHOUTED_LEVEL =
  /^[[(<|]?(TRACE|DEBUG|DEBUG[1-5]|INFO|INFORMATION|INFORMATIONAL|NOTICE|WARN|WARNING|ERROR|ERR|SEVERE|CRITICAL|CRIT|ALERT|EMERG|EMERGENCY|FATAL|PANIC|VERBOSE|FAILURE|DBG|INF|WRN|TRC|FTL|LOG)[\])>|:,]*$/
const BRACKETED_LEVEL = /^[[(<|]([a-z]+)[\])>|]:?$/
const SPOKEN_LEVEL = /^(error|warning|warn|info|debug|fatal|critical|panic|notice):$/i
const LETTER_LEVEL = /^[VDIWEF]$/
/** Words of a line among which a level is looked for; behind them it is the message that speaks. */
const HEAD_WORDS = 12

/**
 * Reads the time and the level off the beginning of a text line: ISO times, Apache's, syslog's,
 * klog's, Android's, unix time. A time that lacks its year (syslog) is placed within the year before
 * `now`; without `now` it is NaN. The word "error" in the message is no level.
 */
export function readLineHead(line: string, now: number | undefined): LineHead {
  const priority = PRIORITY.exec(line)
  let at = priority === null ? 0 : priority[0].length
  const klog = KLOG.exec(line.slice(at, at + 40))
  if (klog !== null) {
    const timestamp = withoutYear(Number(klog[2]), Number(klog[3]), klog[4]!, now)
    return { timestamp, level: levelOf(klog[1]), messageStart: afterKlog(line, at, klog[0].length) }
  }
  const found = findTime(line, at, now)
  if (found !== undefined) at = found.end
  const level = findLevel(line, at)
  const spoken = priority === null ? 'unknown' : levelOf(Number(priority[1]) % 8)
  return {
    timestamp: found?.timestamp ?? NaN,
    level: level.level === 'unknown' ? spoken : level.level,
    messageStart: level.leads ? level.end : at,
  }
}

/** `] ` ends klog's head: thread, file and line go with it. */
function afterKlog(line: string, at: number, length: number): number {
  const bracket = line.indexOf('] ', at + length)
  return bracket < 0 ? at + length : bracket + 2
}

interface Time {
  readonly timestamp: number
  readonly end: number
}

/** The first time in the first words of the line. */
function findTime(line: string, from: number, now: number | undefined): Time | undefined {
  let at = from
  for (let word = 0; word < 6 && at < line.length; word++) {
    while (at < line.length && ' \t[('.includes(line[at]!)) at++
    const text = line.slice(at, at + 40)
    const time = timeAt(text, now)
    if (time !== undefined) {
      let end = at + time.end
      while (end < line.length && '])'.includes(line[end]!)) end++
      return { timestamp: time.timestamp, end }
    }
    const space = line.indexOf(' ', at)
    if (space < 0 || space - from > 100) return undefined
    at = space + 1
  }
  return undefined
}

function timeAt(text: string, now: number | undefined): Time | undefined {
  const first = text.charCodeAt(0)
  if (first >= 48 && first <= 57) return numericTime(text, now)
  if (first < 65 || first > 90) return undefined
  const apache = APACHE_ERROR.exec(text)
  if (apache !== null) {
    const [all, month, day, clock, fraction = '', year] = apache
    const date = `${year}-${monthOf(month!)}-${day!.padStart(2, '0')}`
    return { timestamp: parse(`${date}T${clock}${fraction}`), end: all.length }
  }
  const syslog = SYSLOG.exec(text)
  if (syslog === null || !MONTHS.includes(syslog[1]!)) return undefined
  const [all, month, day, clock, fraction = ''] = syslog
  const timestamp = withoutYear(Number(monthOf(month!)), Number(day), clock + fraction, now)
  return { timestamp, end: all.length }
}

function numericTime(text: string, now: number | undefined): Time | undefined {
  const iso = ISO.exec(text)?.[0]
  if (iso !== undefined) {
    const date = iso.slice(0, 10).replaceAll(/[/.]/g, '-')
    const clock = iso.slice(11, 19).replaceAll('.', ':')
    return {
      timestamp: parse(`${date}T${clock}${iso.slice(19).replace(',', '.')}`),
      end: iso.length,
    }
  }
  const common = COMMON_LOG.exec(text)
  if (common !== null) {
    const [all, day, month, year, clock, zone] = common
    return {
      timestamp: parse(`${year}-${monthOf(month!)}-${day}T${clock}${zone}`),
      end: all.length,
    }
  }
  const short = MONTH_DAY.exec(text)
  if (short !== null) {
    const [all, month, day, clock, fraction = ''] = short
    return {
      timestamp: withoutYear(Number(month), Number(day), clock + fraction, now),
      end: all.length,
    }
  }
  const epoch = EPOCH.exec(text)?.[0]
  return epoch === undefined
    ? undefined
    : { timestamp: secondsOf(Number(epoch)), end: epoch.length }
}

function monthOf(name: string): string {
  return String(MONTHS.indexOf(name) + 1).padStart(2, '0')
}

const buffer = Buffer.alloc(64)

function parse(text: string): number {
  return parseTimestamp(buffer, 0, buffer.write(text, 'latin1'))
}

const DAY = 86_400

/** The last such moment that is not after tomorrow: logs are of the past, clocks a little wrong. */
function withoutYear(month: number, day: number, clock: string, now: number | undefined): number {
  if (now === undefined) return NaN
  const year = new Date(now * 1000).getUTCFullYear()
  const date = `${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
  const candidates = [year + 1, year, year - 1].map((one) => parse(`${one}-${date}T${clock}`))
  return candidates.find((time) => time <= now + DAY) ?? NaN
}

interface Level {
  readonly level: LogLevel
  /** Whether nothing but the level stands before `end`, so that the message begins there. */
  readonly leads: boolean
  readonly end: number
}

function findLevel(line: string, from: number): Level {
  const head = line.slice(from, from + 200)
  let at = 0
  let leads = true
  for (let word = 0; word < HEAD_WORDS; word++) {
    while (at < head.length && (head[at] === ' ' || head[at] === '\t')) at++
    if (at >= head.length) break
    const space = head.indexOf(' ', at)
    const end = space < 0 ? head.length : space
    const level = levelWord(head.slice(at, end), { word, leads })
    if (level !== 'unknown') return { level, leads, end: from + end }
    // Process numbers and dashes belong to the head as well.
    if (!/^[\d\W]+$/.test(head.slice(at, end))) leads = false
    at = end
  }
  const named = NAMED_LEVEL.exec(line.slice(0, 1000))
  return { level: named === null ? 'unknown' : levelOf(named[1]), leads: false, end: from }
}

function levelWord(text: string, { word, leads }: { word: number; leads: boolean }): LogLevel {
  const shouted = SHOUTED_LEVEL.exec(text)
  if (shouted !== null) return levelOf(shouted[1])
  const bracketed = BRACKETED_LEVEL.exec(text)
  if (bracketed !== null && bracketed[1]!.length > 2) return levelOf(bracketed[1])
  if (leads && SPOKEN_LEVEL.test(text)) return levelOf(text.slice(0, -1))
  // A lone letter is a level only where a format puts it: behind the numbers of process and thread.
  if (leads && word > 0 && LETTER_LEVEL.test(text)) return levelOf(text)
  return 'unknown'
}
