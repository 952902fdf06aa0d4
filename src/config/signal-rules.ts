import type { SignalRules } from '../model/override.ts'
import { calendarDays } from './calendar/calendar-days.ts'
import type { Config } from './settings.ts'

type Written = Pick<Config, 'watch.time_zone' | 'watch.calendar' | 'watch.overrides'>

/** What the settings say of the signals, with calendars as days. */
export function signalRulesOf(config: Written): SignalRules {
  const calendar = config['watch.calendar']
  const overrides = config['watch.overrides'] ?? []
  return {
    timeZone: config['watch.time_zone'],
    calendar: calendar ? calendarDays(calendar) : [],
    overrides: overrides.map(({ calendar: own, ...override }) =>
      own ? { ...override, calendar: calendarDays(own) } : override,
    ),
  }
}
