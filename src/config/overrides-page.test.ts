import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'

import { HOLIDAY_YEARS, holidayPlaces } from './calendar/holidays.ts'
import { loadConfig } from './load.ts'
import type { Config } from './settings.ts'

const folder = mkdtempSync(join(tmpdir(), 'rootops-overrides-page-'))
afterAll(() => rmSync(folder, { recursive: true }))

const page = readFileSync(join(import.meta.dirname, '../../docs/guide/overrides.md'), 'utf8')
const blocks = [...page.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, block]) => block!)

function configOf(block: string): Config {
  const file = join(folder, 'rootops.yaml')
  writeFileSync(file, block)
  return loadConfig({ flags: { 'config.file': file }, environment: {} })
}

/** The names in the first column of the tables whose head begins with `head`. */
function firstColumn(head: string): string[] {
  const [, table = ''] = page.split(`| ${head}`)
  const cells = table.split('\n\n')[0]!.matchAll(/^\| (.*?) \|/gm)
  return [...cells].flatMap(([, cell]) => [...cell!.matchAll(/`(\w+)`/g)].map(([, name]) => name!))
}

const asYaml = { direction: 'up', min_absolute: 5, min_relative: '10%', mute: true }

describe('the guide to overrides', () => {
  it('shows configuration files that are valid', () => {
    expect(blocks.length).toBeGreaterThan(3)
    for (const block of blocks) expect(() => configOf(block)).not.toThrow()
  })

  it('means what it shows', () => {
    const [, latency, muted] = configOf(blocks[0]!)['watch.overrides']!
    expect(latency!.leastChange).toEqual({ absolute: 0.05, relative: 0.2 })
    expect(latency!.match.signal!.test('p95 latency {route="/pay"}')).toBe(true)
    expect(muted).toMatchObject({ mute: true, match: { labels: { instance: /^(?:build-.*)$/ } } })
  })

  it.each(firstColumn('field |'))('names %s, which is a field', (field) => {
    const value =
      { time_zone: 'UTC', calendar: { holidays: ['DE'] } }[field] ??
      asYaml[field as keyof typeof asYaml]
    const override = { match: { metric: 'a' }, [field]: value }
    expect(value).toBeDefined()
    expect(() => configOf(JSON.stringify({ watch: { overrides: [override] } }))).not.toThrow()
  })

  it.each(firstColumn('in `match` |'))('names %s, which can be matched', (field) => {
    const match = { [field]: field === 'labels' ? { job: 'a' } : 'a' }
    const override = { match, mute: true }
    expect(() => configOf(JSON.stringify({ watch: { overrides: [override] } }))).not.toThrow()
  })

  it.each(firstColumn('`as` |'))('names %s, which a day can be', (as) => {
    const calendar = { dates: [{ date: '12-24', as }] }
    expect(() => configOf(JSON.stringify({ watch: { calendar } }))).not.toThrow()
  })

  it('lists every field, matcher and kind of day', () => {
    expect(firstColumn('field |')).toHaveLength(6)
    expect(firstColumn('in `match` |')).toHaveLength(5)
    expect(firstColumn('`as` |')).toHaveLength(4)
  })

  it('counts the places and years whose holidays are known', () => {
    const places = [...holidayPlaces()]
    const countries = places.filter((place) => !place.includes('-')).length
    const { first, last } = HOLIDAY_YEARS
    expect(page.replaceAll(/\s+/g, ' ')).toContain(
      `${countries} countries and ${places.length - countries} regions from ${first} to ${last}`,
    )
  })
})
