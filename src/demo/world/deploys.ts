import type { ActiveFault } from './faults.ts'
import { hashText, uniform } from './noise.ts'
import { TICK_SECONDS, TICKS_A_DAY } from './tick.ts'

/** A version of a service and the tick at which its pods begin to replace those before it. */
export interface Release {
  readonly tick: number
  readonly version: string
}

const DAY = 86_400
/** Days before history in which the pods that it begins with may have been started. */
const DAYS_BEFORE = 14
/** Days from the start of history for which releases are planned; no world runs longer. */
const DAYS_AHEAD = 150
/** A service is released about once in six working days. */
const CHANCE = 1 / 6

/** All releases of a service in order. The first is the one that history begins with (tick <= 0). */
export function releasesOf(
  service: string,
  { seed, start, faults }: { seed: number; start: number; faults: readonly ActiveFault[] },
): Release[] {
  const own = seed ^ hashText(service) ^ 0x5e1ea5e
  const planned: Release[] = [{ tick: -DAYS_BEFORE * TICKS_A_DAY, version: '2.3.0' }]
  for (let day = -DAYS_BEFORE; day < DAYS_AHEAD; day++) {
    const midnight = Math.floor(start / DAY) * DAY + day * DAY
    if (isWeekend(midnight) || uniform(own, midnight / DAY) >= CHANCE) continue
    // Between half past nine and half past four.
    const seconds = midnight + (9.5 + 7 * uniform(own, midnight / DAY, 1)) * 3600
    const tick = Math.floor((seconds - start) / TICK_SECONDS)
    planned.push({ tick, version: `2.3.${planned.length}` })
  }
  const first = planned.findLastIndex((release) => release.tick <= 0)
  return faults.filter(isBadDeploy(service)).reduce(withBadDeploy, planned.slice(first))
}

function isWeekend(midnight: number): boolean {
  const weekday = (midnight / DAY + 4) % 7
  return weekday === 0 || weekday === 6
}

function isBadDeploy(service: string) {
  return (fault: ActiveFault) => fault.kind === 'bad_deploy' && fault.target === service
}

/** Puts the bad version in at its time and the old one back at its end; nothing else ships between. */
function withBadDeploy(releases: Release[], fault: ActiveFault): Release[] {
  const before = releases.filter((release) => release.tick < fault.from)
  const after = releases.filter((release) => release.tick > fault.until)
  const version = before.at(-1)?.version ?? releases[0]!.version
  const bad = { tick: fault.from, version: version.replace('2.3.', '2.4.') }
  const back = Number.isFinite(fault.until) ? [{ tick: fault.until, version }] : []
  return [...before, bad, ...back, ...after]
}
