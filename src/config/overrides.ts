import type { LeastChange, Override, SignalMatch } from '../model/override.ts'
import { blockKind, fieldsOf, itemsOf, mappingOf, report, valueOf, type Place } from './block.ts'
import { readCalendar, type WrittenCalendar } from './calendar/calendar.ts'
import { flag, oneOf, pattern, type Kind } from './kinds.ts'
import { amount, share } from './quantities.ts'
import { timeZone } from './time-zone.ts'

/** An override as it is written; its calendar is not yet days. */
export interface WrittenOverride extends Omit<Override, 'calendar'> {
  readonly calendar?: WrittenCalendar
}

const direction = oneOf('up', 'down', 'both')
const FIELDS = [
  'match',
  'direction',
  'min_absolute',
  'min_relative',
  'mute',
  'time_zone',
  'calendar',
] as const
const MATCHERS = ['metric', 'signal', 'entity', 'service'] as const

export const overrides: Kind<readonly WrittenOverride[]> = blockKind((place) =>
  itemsOf(place).map(readOverride),
)

function readOverride(place: Place): WrittenOverride {
  const fields = fieldsOf(place, FIELDS)
  if (!fields.match) report(place, 'needs a match: which signals are meant?')
  else if (Object.keys(fields).length === 1) report(place, 'changes nothing')
  return present({
    match: fields.match ? readMatch(fields.match) : {},
    direction: valueOf(fields.direction, direction),
    leastChange: readLeastChange(fields),
    mute: valueOf(fields.mute, flag),
    timeZone: valueOf(fields.time_zone, timeZone),
    calendar: fields.calendar && readCalendar(fields.calendar),
  })
}

function readMatch(place: Place): SignalMatch {
  const { labels, ...fields } = fieldsOf(place, [...MATCHERS, 'labels'])
  if (place.raw && Object.keys(place.raw).length === 0)
    report(place, 'is empty; to mean every signal, write metric: .*')
  const [metric, signal, entity, service] = MATCHERS.map((name) => valueOf(fields[name], pattern))
  return present({ metric, signal, entity, service, labels: labels && readLabels(labels) })
}

function readLabels(place: Place): Record<string, RegExp> {
  const read = Object.entries(mappingOf(place)).flatMap(([label, inner]) => {
    const value = valueOf(inner, pattern)
    return value ? [[label, value] as const] : []
  })
  return Object.fromEntries(read)
}

function readLeastChange(
  fields: Partial<Record<'min_absolute' | 'min_relative', Place>>,
): LeastChange | undefined {
  if (!fields.min_absolute && !fields.min_relative) return undefined
  return present({
    absolute: valueOf(fields.min_absolute, amount),
    relative: valueOf(fields.min_relative, share),
  })
}

type Present<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>
}

/** Without the fields that are undefined. */
function present<T extends object>(fields: T): Present<T> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  ) as Present<T>
}
