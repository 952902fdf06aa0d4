import { InvalidArgumentError, Option, type Command } from 'commander'

import type { SignalProfile } from '../detect/metrics/profile.ts'
import { timeZone as zone } from '../config/time-zone.ts'
import { makeWallClock } from '../engine/overrides/make-wall-clock.ts'
import type { Direction } from '../model/signal.ts'

/** What a command line says of recorded series, of which nothing else is known. */
export interface ProfileFlags {
  readonly direction: Direction
  readonly timeZone: string
}

export function addProfileFlags(command: Command): Command {
  const directions = ['up', 'down', 'both']
  return command
    .addOption(
      new Option('--direction <which>', 'the change that may alert; score stays two-sided')
        .choices(directions)
        .default('both'),
    )
    .addOption(
      new Option('--time-zone <zone>', 'IANA zone whose wall clock days and weeks follow')
        .argParser(readZone)
        .default('UTC'),
    )
}

function readZone(written: string): string {
  try {
    return zone.parse(written)
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message)
  }
}

/** The part of a profile that is the same for all series of a file; one clock for all of them. */
export function toldProfile(
  { direction, timeZone }: ProfileFlags,
  series: readonly { readonly timestamps: Float64Array }[],
): Pick<SignalProfile, 'bad' | 'wallClock'> {
  const ends = series.flatMap(({ timestamps }) => [timestamps[0], timestamps.at(-1)])
  const times = ends.filter((time) => time !== undefined).filter((time) => Number.isFinite(time))
  if (times.length === 0) return { bad: direction }
  const start = times.reduce((least, time) => Math.min(least, time))
  const end = times.reduce((most, time) => Math.max(most, time))
  return { bad: direction, wallClock: makeWallClock({ timeZone, calendar: [] }, { start, end }) }
}
