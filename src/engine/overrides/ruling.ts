import type { SignalProfile } from '../../detect/metrics/profile.ts'
import type { LeastChange, Override, SignalMatch, SignalRules } from '../../model/override.ts'
import type { Signal } from '../../model/signal.ts'
import type { ClockPlan } from './make-wall-clock.ts'

/** What the rules come to for one signal. */
export interface Ruling extends Pick<SignalProfile, 'bad'> {
  readonly leastChange: LeastChange | undefined
  readonly isMuted: boolean
  readonly clockPlan: ClockPlan
}

/** What holds for a signal: its own knowledge, then each override that matches, a later one on top. */
export function rulingOf(signal: Signal, { timeZone, calendar, overrides }: SignalRules): Ruling {
  const ruling: Ruling = {
    bad: signal.bad,
    leastChange: undefined,
    isMuted: false,
    clockPlan: { timeZone, calendar },
  }
  return overrides.filter(({ match }) => isMeant(signal, match)).reduce(overridden, ruling)
}

function overridden(before: Ruling, override: Override): Ruling {
  const { direction, leastChange, mute, timeZone, calendar } = override
  const { clockPlan: plan } = before
  return {
    bad: direction ?? before.bad,
    leastChange: leastChange ? { ...before.leastChange, ...leastChange } : before.leastChange,
    isMuted: mute ?? before.isMuted,
    clockPlan:
      timeZone === undefined && calendar === undefined
        ? plan
        : { timeZone: timeZone ?? plan.timeZone, calendar: calendar ?? plan.calendar },
  }
}

function isMeant(signal: Signal, { metric, signal: own, entity, service, labels }: SignalMatch) {
  return (
    fits(metric, signal.metric) &&
    fits(own, signal.name, signal.id) &&
    fits(entity, signal.entity) &&
    fits(service, signal.service) &&
    // A label that is not there is empty, as in PromQL.
    Object.entries(labels ?? {}).every(([label, pattern]) =>
      fits(pattern, signal.labels[label] ?? ''),
    )
  )
}

function fits(pattern: RegExp | undefined, ...texts: readonly string[]): boolean {
  return pattern === undefined || texts.some((text) => pattern.test(text))
}
