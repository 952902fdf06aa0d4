import type { Unit } from '../../src/model/signal.ts'

/** A stretch of time in one or two units: `45 s`, `12 min`, `3 h 20 min`, `5 d`. */
export function duration(seconds: number): string {
  const s = Math.max(0, Math.round(seconds))
  if (s < 90) return `${s} s`
  const minutes = Math.round(s / 60)
  if (minutes < 90) return `${minutes} min`
  const hours = Math.floor(minutes / 60)
  if (hours < 36) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`
  return `${Math.round(hours / 24)} d`
}

/** A time of today as `14:05`, others with their day; in the reader's own time zone. */
export function clock(seconds: number, now: number): string {
  const date = new Date(seconds * 1000)
  const time = date.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })
  const sameDay = date.toDateString() === new Date(now * 1000).toDateString()
  if (sameDay) return time
  return `${date.toLocaleDateString([], { month: 'short', day: 'numeric' })}, ${time}`
}

export function percent(ratio: number): string {
  const value = ratio * 100
  if (value > 99 && value < 100) return '> 99 %'
  if (value > 0 && value < 1) return '< 1 %'
  return `${Math.round(value)} %`
}

export function count(n: number, one: string, many = `${one}s`): string {
  return `${n.toLocaleString()} ${n === 1 ? one : many}`
}

/** A value with its unit, short: `1.2 GiB`, `340 ms`, `12 %`. */
export function quantity(value: number, unit: Unit): string {
  switch (unit) {
    case 'bytes':
    case 'bytes_per_second':
      return (
        scaled(value, 1024, ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB']) +
        (unit === 'bytes' ? '' : '/s')
      )
    case 'seconds':
      return fineDuration(value)
    case 'ratio':
      return `${digits(value * 100)} %`
    case 'percent':
      return `${digits(value)} %`
    case 'per_second':
      return `${scaled(value, 1000, ['', 'k', 'M', 'G'])}/s`
    case 'timestamp':
      return new Date(value * 1000).toLocaleString()
    case 'celsius':
      return `${digits(value)} °C`
    case 'volts':
      return `${digits(value)} V`
    default:
      return scaled(value, 1000, ['', 'k', 'M', 'G', 'T'])
  }
}

/** Like duration, but below two minutes as precise as a latency needs. */
function fineDuration(value: number): string {
  const size = Math.abs(value)
  if (size >= 120) return duration(value)
  if (size >= 1 || size === 0) return `${digits(value)} s`
  return size >= 0.001 ? `${digits(value * 1e3)} ms` : `${digits(value * 1e6)} µs`
}

function scaled(value: number, base: number, units: readonly string[]): string {
  const power = Math.floor(Math.log(Math.abs(value)) / Math.log(base))
  const step = Math.min(Math.max(Number.isFinite(power) ? power : 0, 0), units.length - 1)
  return `${digits(value / base ** step)} ${units[step]!}`.trim()
}

function digits(value: number): string {
  return Number(value.toPrecision(3)).toLocaleString(undefined, { maximumSignificantDigits: 3 })
}
