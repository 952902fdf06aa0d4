import { describe, expect, it } from 'vitest'

import { isPlanned, targetsOf, type Target } from './targets.ts'

const target = (instance: string, more: Record<string, string> = {}, isUp = true): Target => ({
  labels: { job: 'api', instance, ...more },
  isUp,
})

describe('targetsOf', () => {
  const all = [target('a:1'), target('b:1'), { labels: { job: 'db', instance: 'a:1' }, isUp: true }]

  it('finds the one that the scrape named, and all of a job', () => {
    expect(targetsOf({ job: 'api', instance: 'a:1', path: '/' }, all)).toEqual([all[0]])
    expect(targetsOf({ job: 'api' }, all)).toEqual([all[0], all[1]])
  })

  it('goes by namespace and service where job and instance were summed over', () => {
    const inShop = target('a:1', { namespace: 'shop', service: 'cart' })
    const elsewhere = target('b:1', { namespace: 'test', service: 'cart' })
    const labels = { namespace: 'shop', service: 'cart', route: '/' }
    expect(targetsOf(labels, [inShop, elsewhere])).toEqual([inShop])
  })

  it('does not guess where labels say nothing of the target', () => {
    expect(targetsOf({ route: '/' }, all)).toEqual([])
    expect(targetsOf({ namespace: 'shop' }, all)).toEqual([])
    expect(targetsOf({ job: 'other' }, all)).toEqual([])
  })
})

describe('isPlanned', () => {
  const fleet = ['a', 'b', 'c', 'd'].map((name) => target(name))

  it('is a rollout: others have taken their place', () => {
    const now = ['e', 'f', 'g', 'h'].map((name) => target(name))
    expect(isPlanned([fleet[0]!], { before: fleet, now })).toBe(true)
  })

  it('is a scale-down to half, and not to less', () => {
    const gone = [fleet[3]!]
    expect(isPlanned(gone, { before: fleet, now: fleet.slice(0, 2) })).toBe(true)
    expect(isPlanned(gone, { before: fleet, now: fleet.slice(0, 1) })).toBe(false)
    expect(isPlanned(gone, { before: fleet, now: [] })).toBe(false)
  })

  it('counts only successors that are up, and only of its own kind', () => {
    const gone = [fleet[0]!]
    const down = ['e', 'f', 'g', 'h'].map((name) => target(name, {}, false))
    expect(isPlanned(gone, { before: fleet, now: down })).toBe(false)
    const others = ['e', 'f', 'g', 'h'].map((name) => target(name, { job: 'db' }))
    expect(isPlanned(gone, { before: fleet, now: others })).toBe(false)
  })
})
