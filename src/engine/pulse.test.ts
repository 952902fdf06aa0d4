import { expect, it, vi } from 'vitest'

import { errors } from '../errors.ts'
import { createSeries } from '../model/series.ts'
import type { MetricsSource, Range } from '../sources/source.ts'
import { Pulse } from './pulse.ts'

const step = 60
const options = { scrapeInterval: 15, window: 120 }
const range = (start: number, end: number): Range => ({ start, end, step })
const timesIn = (start: number, end: number) =>
  new Set(Array.from({ length: Math.floor((end - start) / step) + 1 }, (_, i) => start + i * step))

type Asked = Pick<MetricsSource, 'queryRange'>

/** Scrapes every 15 seconds but at those times, and looks back for five minutes. */
function sourceDownAt(isDown: (time: number) => boolean): Asked {
  return {
    async queryRange(_expr, { start, end }) {
      const newest = [...timesIn(start, end)].map((time) => {
        for (let t = time; t > time - 300; t -= 15) if (!isDown(t)) return [time, t] as const
        return undefined
      })
      const seen = newest.filter((pair) => pair !== undefined)
      const series = createSeries(
        {},
        Float64Array.from(seen, ([time]) => time),
        Float64Array.from(seen, ([, value]) => value),
      )
      return { series: [series], warnings: [] }
    },
  }
}

it('leaves out an outage, and after it the window in which rates are taken over it', async () => {
  const pulse = new Pulse(
    sourceDownAt((time) => time > 600 && time < 1080),
    options,
  )
  const alive = await pulse.timesAlive(timesIn(0, 1800), [range(0, 1800)])
  expect(alive).toEqual(timesIn(0, 1800).difference(timesIn(660, 1140)))
})

it('knows an outage by the second scrape that is missing, before rates fall', async () => {
  const pulse = new Pulse(
    sourceDownAt((time) => time > 570 && time < 720),
    options,
  )
  const alive = await pulse.timesAlive(timesIn(0, 1200), [range(0, 1200)])
  expect(alive).toEqual(timesIn(0, 1200).difference(timesIn(600, 780)))
})

it('remembers an outage from one look to the next', async () => {
  const pulse = new Pulse(
    sourceDownAt((time) => time > 600 && time < 720),
    options,
  )
  await pulse.timesAlive(timesIn(0, 660), [range(0, 660)])
  expect(await pulse.timesAlive(timesIn(720, 720), [range(720, 720)])).toEqual(new Set())
  expect(await pulse.timesAlive(timesIn(780, 840), [range(780, 840)])).toEqual(new Set([840]))
})

it('looks at everything where there is no pulse', async () => {
  const pulse = new Pulse(
    sourceDownAt(() => true),
    options,
  )
  expect(await pulse.timesAlive(timesIn(0, 600), [range(0, 600)])).toEqual(timesIn(0, 600))
})

it('gives up where data go on for longer than they would after an outage', async () => {
  const pulse = new Pulse(
    sourceDownAt((time) => time > 600),
    options,
  )
  const alive = await pulse.timesAlive(timesIn(0, 7200), [range(0, 7200)])
  expect(alive).toEqual(timesIn(0, 7200).difference(timesIn(660, 1260)))
})

it('looks at everything where it cannot be felt, or scrapes are not known of', async () => {
  const times = timesIn(0, 60)
  const deaf = new Pulse(sourceThat(errors.sourceUnavailable('gone')), options)
  expect(await deaf.timesAlive(times, [range(0, 60)])).toEqual(times)
  const idle = new Pulse(sourceThat(new Error('asked')), { ...options, scrapeInterval: undefined })
  expect(await idle.timesAlive(times, [range(0, 60)])).toEqual(times)
})

it('does not ask again what was refused', async () => {
  const queryRange = vi.fn<MetricsSource['queryRange']>(async () => {
    throw errors.sourceRefused('unknown function')
  })
  const pulse = new Pulse({ queryRange }, options)
  for (let i = 0; i < 3; i++) await pulse.timesAlive(timesIn(0, 60), [range(0, 60)])
  expect(queryRange).toHaveBeenCalledTimes(1)
})

function sourceThat(fails: Error): Asked {
  return { queryRange: () => Promise.reject(fails) }
}
