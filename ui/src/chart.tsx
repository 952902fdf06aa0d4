import { useEffect, useRef } from 'react'
import uPlot from 'uplot'

import type { JudgedColumns } from '../../src/model/metric-analysis.ts'
import type { Unit } from '../../src/model/signal.ts'
import { quantity } from './words.ts'

/** A score of 4 is one sample in ten thousand: a day of minutes shows a chance one in a week. */
const ODD_SCORE = 4
const HEIGHT = 260

interface Props {
  readonly columns: JudgedColumns
  readonly unit: Unit
}

/** The one place that knows uPlot. */
export function Chart({ columns, unit }: Props) {
  const place = useRef<HTMLDivElement>(null)
  const dark = matchMedia('(prefers-color-scheme: dark)').matches
  const plot = useRef<uPlot>(null)
  const latest = useRef(columns)
  useEffect(() => {
    const element = place.current!
    const made = new uPlot(optionsFor(element, unit), dataOf(latest.current), element)
    plot.current = made
    const resize = new ResizeObserver(() =>
      made.setSize({ width: element.clientWidth, height: HEIGHT }),
    )
    resize.observe(element)
    return () => {
      resize.disconnect()
      made.destroy()
    }
  }, [unit, dark])
  // New samples go into the chart that is there: what the reader points at stays in place.
  useEffect(() => {
    latest.current = columns
    plot.current?.setData(dataOf(columns))
  }, [columns])
  const odd = columns.score.filter((score) => score >= ODD_SCORE).length
  return (
    <>
      <div ref={place} className="chart" />
      <p className="quiet">
        Line: value. Band: what was expected. Dots: {odd} odd of{' '}
        {columns.timestamps.length.toLocaleString()} samples (less than 1 in 10,000 by chance).
      </p>
    </>
  )
}

function dataOf({ timestamps, values, expected, lower, upper, score }: JudgedColumns) {
  const odd = values.map((value, i) => (score[i]! >= ODD_SCORE ? value : null))
  return [timestamps, upper, lower, expected, values, odd] as unknown as uPlot.AlignedData
}

function optionsFor(element: HTMLElement, unit: Unit): uPlot.Options {
  const style = getComputedStyle(element)
  const color = (name: string) => style.getPropertyValue(name).trim()
  const axis = {
    stroke: color('--quiet'),
    grid: { stroke: color('--line'), width: 1 },
    ticks: { stroke: color('--line'), width: 1 },
  }
  const say = (_: uPlot, value: number | null) => (value === null ? '–' : quantity(value, unit))
  const edge = { stroke: 'transparent', points: { show: false }, value: say }
  return {
    width: element.clientWidth,
    height: HEIGHT,
    cursor: { y: false },
    axes: [
      axis,
      { ...axis, size: 72, values: (_, ticks) => ticks.map((tick) => quantity(tick, unit)) },
    ],
    bands: [{ series: [1, 2], fill: color('--band') }],
    series: [
      {},
      { ...edge, label: 'upper' },
      { ...edge, label: 'lower' },
      {
        label: 'expected',
        stroke: color('--quiet'),
        dash: [4, 4],
        points: { show: false },
        value: say,
      },
      {
        label: 'value',
        stroke: color('--accent'),
        width: 1.5,
        points: { show: false },
        value: say,
      },
      {
        label: 'odd',
        stroke: color('--critical'),
        paths: () => null,
        points: { show: true, size: 7, fill: color('--critical') },
        value: say,
      },
    ],
  }
}
