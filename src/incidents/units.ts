import type { Unit } from '../model/signal.ts'

/** `from`: the size from which people use the unit, where that is not the unit itself. */
interface Step {
  readonly size: number
  readonly name: string
  readonly from?: number
}

const TIMES: readonly Step[] = [
  { size: 1e-9, name: 'ns' },
  { size: 1e-6, name: 'µs' },
  { size: 1e-3, name: 'ms' },
  { size: 1, name: 's' },
  { size: 60, name: 'min', from: 120 },
  { size: 3600, name: 'h', from: 7200 },
  { size: 86_400, name: 'd', from: 172_800 },
]

const BYTES: readonly Step[] = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'].map((name, power) => ({
  size: 1024 ** power,
  name,
}))

const PER_SECOND = BYTES.map(({ size, name }) => ({ size, name: `${name}/s` }))

const one = (name: string, size = 1): readonly Step[] => [{ size, name }]

const STEPS: Readonly<Record<Unit, readonly Step[]>> = {
  seconds: TIMES,
  bytes: BYTES,
  bytes_per_second: PER_SECOND,
  ratio: one('%', 0.01),
  percent: one('%'),
  per_second: one('per second'),
  count: one(''),
  timestamp: one(''),
  celsius: one('°C'),
  volts: one('V'),
  none: one(''),
}

/** A smaller share is none to people: a thousandth of a percent. */
const LEAST_RATIO = 1e-5

/** A value as people write it, with three significant digits: `512 ms`, `1.5 GiB`, `91 %`. */
export function formatValue(value: number, unit: Unit): string {
  if (unit === 'ratio' && Math.abs(value) < LEAST_RATIO) return '0 %'
  return withName(...scaled(value, stepFor(value, unit)))
}

/**
 * What lies between two values, in one unit: `95–110 ms`; one value where both read the same, and
 * `below 110 ms` for a quantity of which there is no less than nothing.
 */
export function formatBand(lower: number, upper: number, unit: Unit): string {
  if (lower <= 0 && upper > 0 && !BOTH_SIGNS.has(unit)) return `below ${formatValue(upper, unit)}`
  const step = stepFor(Math.max(Math.abs(lower), Math.abs(upper)), unit)
  const [low] = scaled(lower, step)
  const [high, name] = scaled(upper, step)
  if (low === high) return withName(low, name)
  return withName(lower < 0 ? `${low} to ${high}` : `${low}–${high}`, name)
}

const BOTH_SIGNS: ReadonlySet<Unit> = new Set<Unit>(['none', 'celsius', 'volts', 'timestamp'])

/** A stretch of time with its two largest units: `45 s`, `12 min`, `2 h 5 min`, `3 d 4 h`. */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds))
  if (whole < 120) return `${whole} s`
  const minutes = Math.round(whole / 60)
  if (minutes < 120) return `${minutes} min`
  const hours = Math.round(minutes / 60)
  if (hours < 48) return twoUnits([Math.floor(minutes / 60), 'h'], [minutes % 60, 'min'])
  return twoUnits([Math.floor(hours / 24), 'd'], [hours % 24, 'h'])
}

function twoUnits([first, large]: [number, string], [rest, small]: [number, string]): string {
  return rest === 0 ? `${first} ${large}` : `${first} ${large} ${rest} ${small}`
}

/** The largest unit in which the rounded value is at least what people begin to use it for. */
function stepFor(value: number, unit: Unit): Step {
  const steps = STEPS[unit]
  const size = Math.abs(value)
  if (size === 0) return steps.find((step) => step.size === 1) ?? steps[0]!
  const fits = (step: Step) => rounded(size / step.size) >= (step.from ?? step.size) / step.size
  return steps.findLast(fits) ?? steps[0]!
}

function scaled(value: number, { size, name }: Step): [number: string, name: string] {
  return [formatNumber(value / size), name]
}

function withName(number: string, name: string): string {
  return name === '' ? number : `${number} ${name}`
}

/** Three significant digits, thousands grouped: `0.0123`, `99.5`, `12,300`. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'nothing' : `${value < 0 ? '−' : ''}∞`
  const text = String(Math.abs(rounded(value)))
  const grouped = /^\d{5,}$/.test(text) ? text.replaceAll(/\B(?=(\d{3})+$)/g, ',') : text
  return value < 0 && text !== '0' ? `−${grouped}` : grouped
}

function rounded(value: number): number {
  // Whole numbers that people count stay whole up to four digits.
  if (Number.isInteger(value) && Math.abs(value) < 10_000) return value
  return Number(value.toPrecision(3))
}
