import type { Unit } from '../../model/signal.ts'
import { stemOf } from '../facts.ts'
import { rateScaleOf, scaleOf } from '../unit.ts'
import { constantOf } from './constant.ts'
import { binaryOf, callOf, childOf, nodesIn, unwrap, type BinaryPart, type Part } from './syntax.ts'

/** What an expression measures: its values times `factor` are in `unit`. */
export interface Quantity {
  readonly unit: Unit
  readonly factor: number
}

const of = (unit: Unit, factor = 1): Quantity => ({ unit, factor })
const UNKNOWN = of('none')

/** Functions whose answer is of another kind than their argument, or of no known one. */
const COUNTING = new Set(['count', 'count_values', 'count_over_time', 'group', 'histogram_count'])
const PER_SECOND = new Set(['rate', 'irate', 'deriv'])
const WITHOUT_UNIT = new Set(['exp', 'ln', 'log2', 'log10', 'sqrt', 'sgn', 'stdvar'])
const QUANTILE = new Set(['quantile', 'topk', 'bottomk', 'limitk', 'quantile_over_time'])

/** The unit of an expression, from the names of the metrics and what is done to them. */
export function quantityOf(part: Part): Quantity {
  const own = unwrap(part)
  const { node } = own
  if (node.name === 'VectorSelector') return quantityOfMetric(metricOf(own))
  const binary = binaryOf(own)
  if (binary !== undefined) return quantityOfBinary(binary)
  const call = callOf(own)
  if (call !== undefined) return quantityOfCall(call)
  const inner = node.children.at(node.name === 'UnaryExpr' ? -1 : 0)
  return inner ? quantityOf({ node: inner, text: own.text }) : UNKNOWN
}

function metricOf({ node, text }: Part): string {
  const name = childOf(node, 'Identifier')
  return name ? text.slice(name.from, name.to) : ''
}

function quantityOfMetric(metric: string): Quantity {
  if (/_(count|bucket)$/.test(metric)) return of('count')
  // Recorded names end in how they were made: `job:latency_seconds:p99`, `job:errors:ratio_rate5m`.
  if (metric.includes(':')) return quantityOfRecorded(metric)
  const scale = scaleOf(metric, '')
  return scale === undefined ? UNKNOWN : of(scale.unit, factorOf(scale.apply))
}

function quantityOfRecorded(metric: string): Quantity {
  if (/ratio/.test(metric)) return of('ratio')
  if (/percent/.test(metric)) return of('percent')
  const told = metric
    .split(':')
    .map((one) => scaleOf(one, ''))
    .find((scale) => scale !== undefined)
  return told === undefined ? UNKNOWN : of(told.unit, factorOf(told.apply))
}

/** ` / 1000` is a thousandth. */
function factorOf(apply: string): number {
  return apply === '' ? 1 : 1 / Number(apply.replace('/', ''))
}

function quantityOfCall({ name, args }: { name: string; args: readonly Part[] }): Quantity {
  if (COUNTING.has(name)) return of('count')
  if (WITHOUT_UNIT.has(name) || name === 'time') return UNKNOWN
  const first = args[QUANTILE.has(name) ? args.length - 1 : 0]
  if (name.startsWith('histogram_')) return quantityOfHistogram(args)
  if (first === undefined) return UNKNOWN
  return PER_SECOND.has(name) ? perSecond(quantityOf(first)) : quantityOf(first)
}

/** The unit of what was observed, which the histogram's name ends in. */
function quantityOfHistogram(args: readonly Part[]): Quantity {
  const last = args.at(-1)
  for (const part of last ? nodesIn(last) : [])
    if (part.node.name === 'VectorSelector') return quantityOfMetric(stemOf(metricOf(part)))
  return UNKNOWN
}

function perSecond({ unit, factor }: Quantity): Quantity {
  const name = unit === 'seconds' || unit === 'bytes' ? unit : ''
  return of(rateScaleOf('', name).unit, factor)
}

function quantityOfBinary({ operator, left, right, many }: BinaryPart): Quantity {
  if (['and', 'or', 'unless', '>', '>=', '<', '<=', '==', '!='].includes(operator))
    return quantityOf(left)
  const [before, after] = [constantOf(left), constantOf(right)]
  if (operator === '*' || operator === '/') {
    if (after !== undefined) return times(quantityOf(left), operator === '*' ? after : 1 / after)
    if (before !== undefined) return operator === '*' ? times(quantityOf(right), before) : UNKNOWN
    // `x * on (…) group_left (…) info` adds labels: the other side is 1.
    if (operator === '*' && many !== undefined) return quantityOf(many)
    return operator === '/' ? divided(quantityOf(left), quantityOf(right)) : UNKNOWN
  }
  if (operator !== '+' && operator !== '-') return UNKNOWN
  if (callOf(right)?.name === 'time' || callOf(left)?.name === 'time') return of('seconds')
  if (after !== undefined) return quantityOf(left)
  if (before !== undefined) return quantityOf(right)
  const [a, b] = [quantityOf(left), quantityOf(right)]
  return a.unit === b.unit && a.factor === b.factor ? a : UNKNOWN
}

const SCALABLE: ReadonlySet<Unit> = new Set<Unit>(['seconds', 'bytes', 'bytes_per_second'])

function times({ unit, factor }: Quantity, number: number): Quantity {
  if (number === 1) return of(unit, factor)
  if (unit === 'ratio' && number === 100) return of('percent')
  if (unit === 'percent' && number === 0.01) return of('ratio')
  return SCALABLE.has(unit) && number > 0 ? of(unit, factor / number) : UNKNOWN
}

function divided(a: Quantity, b: Quantity): Quantity {
  const factor = a.factor / b.factor
  const events = b.unit === 'per_second' || isPlain(b)
  // A sum of seconds over the number of observations is the mean, as rates or as increases.
  if (a.unit === 'ratio' && b.unit === 'per_second') return of('seconds', factor)
  if (a.unit === 'bytes_per_second' && b.unit === 'per_second') return of('bytes', factor)
  if (a.unit === b.unit) return factor === 1 ? of('ratio') : UNKNOWN
  if ((a.unit === 'seconds' || a.unit === 'bytes') && events) return of(a.unit, factor)
  return isPlain(a) && isPlain(b) ? of('ratio') : UNKNOWN
}

function isPlain({ unit }: Quantity): boolean {
  return unit === 'none' || unit === 'count'
}
