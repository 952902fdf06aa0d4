import { firstPlace, lastPlace, timeOf, type RangeFunction, type Window } from './window.ts'

/**
 * rate, increase and delta: the change between the first and the last sample, stretched to the ends
 * of the window as Prometheus does (promql/functions.go, extrapolatedRate): by the whole distance to
 * an end when it is less than 1.1 mean distances between samples, else by half such a distance, and
 * for counters never back beyond the time at which they were 0.
 */
export function extrapolated({
  counter,
  perSecond,
}: {
  counter: boolean
  perSecond: boolean
}): RangeFunction {
  return (window) => {
    const first = firstPlace(window)
    const last = lastPlace(window)
    if (first >= last) return NaN
    const { change, count } = changeBetween(window, { first, last, counter })
    const sampled = (timeOf(window, last) - timeOf(window, first)) / 1000
    const between = sampled / (count - 1)
    let toStart = (timeOf(window, first) - (window.end - window.range)) / 1000
    const toEnd = (window.end - timeOf(window, last)) / 1000
    const lowest = window.data[first]!
    if (counter && change > 0 && lowest >= 0)
      toStart = Math.min(toStart, sampled * (lowest / change))
    const reach = (distance: number) => (distance < between * 1.1 ? distance : between / 2)
    const factor = (sampled + reach(toStart) + reach(toEnd)) / sampled
    return (change * factor) / (perSecond ? window.range / 1000 : 1)
  }
}

function changeBetween(
  { data }: Window,
  { first, last, counter }: { first: number; last: number; counter: boolean },
): { change: number; count: number } {
  let change = data[last]! - data[first]!
  let count = 0
  let previous = data[first]!
  for (let place = first; place <= last; place++) {
    const value = data[place]!
    if (Number.isNaN(value)) continue
    if (counter && value < previous) change += previous
    previous = value
    count++
  }
  return { change, count }
}

/** irate and idelta: from the last two samples alone. */
export function instantChange({ counter }: { counter: boolean }): RangeFunction {
  return (window) => {
    const last = lastPlace(window)
    const before = lastPlace({ ...window, high: last - 1 })
    if (before < window.low) return NaN
    const now = window.data[last]!
    const then = window.data[before]!
    if (!counter) return now - then
    const seconds = (timeOf(window, last) - timeOf(window, before)) / 1000
    return (now < then ? now : now - then) / seconds
  }
}
