import { Command } from 'commander'
import { describe, expect, it } from 'vitest'

import { localSeconds } from '../detect/metrics/wall-clock.ts'
import { addProfileFlags, toldProfile, type ProfileFlags } from './told-profile.ts'

const at = (iso: string) => Date.parse(iso) / 1000
const series = ['2024-01-10T00:00:00Z', '2024-06-10T00:00:00Z'].map((iso) => ({
  timestamps: Float64Array.of(at(iso), at(iso) + 60),
}))

function flagsOf(...argv: string[]): ProfileFlags {
  const command = addProfileFlags(new Command('detect'))
    .exitOverride()
    .configureOutput({ writeErr: () => undefined })
  return command.parse(argv, { from: 'user' }).opts()
}

describe('what a command line says of recorded series', () => {
  it('is nothing, when nothing is said', () => {
    expect(toldProfile(flagsOf(), series)).toEqual({ bad: 'both', wallClock: undefined })
  })

  it('is a clock that is right for all series of a file', () => {
    const flags = flagsOf('--time-zone', 'Europe/Berlin', '--direction', 'up')
    const { bad, wallClock } = toldProfile(flags, series)
    expect(bad).toBe('up')
    const offsets = series.map(({ timestamps: [time] }) => localSeconds(wallClock, time!) - time!)
    expect(offsets).toEqual([3600, 7200])
  })

  it('is no clock where there are no rows', () => {
    const flags = flagsOf('--time-zone', 'Europe/Berlin')
    expect(toldProfile(flags, [{ timestamps: new Float64Array() }])).toEqual({ bad: 'both' })
  })

  it.each([
    ['--time-zone', 'Berlin', /expected a time zone such as UTC/],
    ['--direction', 'left', /Allowed choices are up, down, both/],
  ])('refuses %s %s', (flag, value, said) => {
    expect(() => flagsOf(flag, value)).toThrow(said)
  })
})
