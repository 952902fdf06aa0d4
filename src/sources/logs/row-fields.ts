import type { LogLevel } from '../../model/log-analysis.ts'
import { parseTimestamp, secondsOf } from '../traces/timestamp.ts'
import { levelOf, levelOfSeverityNumber } from './level.ts'

type Row = Readonly<Record<string, unknown>>

/** Under which names a row may carry each field, the contract's own first. */
const TIME = ['timestamp', 'time', 'ts', '@timestamp', 'datetime', 'date', 't', 'timeUnixNano']
const LEVEL = [
  'level',
  'severity',
  'lvl',
  'severity_text',
  'severityText',
  'loglevel',
  'log.level',
  'priority',
  'levelname',
]
const SEVERITY_NUMBER = ['severity_number', 'severityNumber']
const MESSAGE = ['message', 'msg', 'log', 'event', 'body', 'text', 'error']
const SERVICE = [
  'service',
  'service.name',
  'service_name',
  'app',
  'application',
  'logger',
  'name',
  'container_name',
  'container',
  'job',
]

/** A row's time as unix seconds; `unreadable` when one was given that says none. */
export function timeOf(row: Row): number | 'unreadable' {
  const value = firstOf(row, TIME)
  if (value === undefined || value === null || value === '') return NaN
  const seconds =
    typeof value === 'number'
      ? secondsOf(value)
      : typeof value === 'string'
        ? timeOfText(value)
        : NaN
  return Number.isNaN(seconds) ? 'unreadable' : seconds
}

const buffer = Buffer.alloc(64)

function timeOfText(text: string): number {
  // Python's logging and others put a comma before the fraction.
  const end = buffer.write(text.trim().replace(',', '.').slice(0, 64), 'latin1')
  return parseTimestamp(buffer, 0, end)
}

export function levelOfRow(row: Row): LogLevel {
  const level = levelOf(firstOf(row, LEVEL))
  if (level !== 'unknown') return level
  const number = firstOf(row, SEVERITY_NUMBER)
  return typeof number === 'number' ? levelOfSeverityNumber(number) : 'unknown'
}

/** The message as text, or why there is none: numbers and objects are messages, too; null is not. */
export function messageOf(row: Row): { text: string } | { reason: string } {
  const value = firstOf(row, MESSAGE)
  if (value === undefined) return { reason: 'message is missing' }
  if (value === null) return { reason: 'message is null' }
  if (typeof value === 'string') return { text: value }
  if (typeof value === 'number' || typeof value === 'boolean') return { text: String(value) }
  try {
    return { text: JSON.stringify(value) }
  } catch {
    return { reason: 'message is nested too deeply' }
  }
}

export function serviceOf(row: Row): string {
  const value = firstOf(row, SERVICE)
  if (typeof value === 'string') return value
  if (typeof value === 'number') return String(value)
  // Elastic's common schema: {"service": {"name": "shop"}}
  const name = typeof value === 'object' && value !== null ? (value as Row)['name'] : undefined
  return typeof name === 'string' ? name : ''
}

function firstOf(row: Row, names: readonly string[]): unknown {
  for (const name of names) if (row[name] !== undefined) return row[name]
  return undefined
}
