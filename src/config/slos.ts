import type { Objective, ObjectiveEvents, ObjectiveWindow } from '../model/objective.ts'
import { blockKind, fieldsOf, itemsOf, report, valueOf, type Place } from './block.ts'
import { duration, text, type Kind } from './kinds.ts'
import { share } from './quantities.ts'

/** Each costs four queries at the start and as many every five minutes. */
const MOST = 50
const DAY = 86_400
const FIELDS = ['name', 'objective', 'window', 'errors', 'good', 'total', 'service'] as const
type Fields = Partial<Record<(typeof FIELDS)[number], Place>>

export const slos: Kind<readonly Objective[]> = blockKind((place) => {
  const items = itemsOf(place)
  if (items.length > MOST) report(place, `at most ${MOST} objectives`)
  const objectives = items.map(readObjective)
  objectives.forEach(({ name }, i) => {
    if (name !== '' && objectives.findIndex((one) => one.name === name) < i)
      report(items[i]!, `has the name of another one: ${name}`)
  })
  return objectives
})

function readObjective(place: Place): Objective {
  const fields = fieldsOf(place, FIELDS)
  for (const name of ['name', 'objective', 'total'] as const)
    if (!fields[name]) report(place, `needs ${name}`)
  const service = valueOf(fields.service, text)
  return {
    name: valueOf(fields.name, text) ?? '',
    objective: valueOf(fields.objective, promise) ?? NaN,
    window: valueOf(fields.window, window) ?? MONTH,
    events: readEvents(place, fields),
    ...(service !== undefined && { service }),
  }
}

function readEvents(place: Place, { errors, good, total }: Fields): ObjectiveEvents {
  if ((errors === undefined) === (good === undefined))
    report(place, 'needs either errors or good: which events are counted beside the total?')
  return {
    counts: errors ? 'errors' : 'good',
    counted: valueOf(errors ?? good, counter) ?? '',
    total: valueOf(total, counter) ?? '',
  }
}

/** `99.9%`, or the same as 0.999. */
const promise: Kind<number> = {
  placeholder: '<share>',
  parse(raw) {
    // 99.9 / 100 is not the number that 0.999 is.
    const value = Number(share.parse(raw).toPrecision(12))
    if (value > 0 && value < 1) return value
    throw new Error('expected a share of good events between 0 and 1, such as 99.9% or 0.999')
  },
}

const MONTH: ObjectiveWindow = { kind: 'rolling', seconds: 30 * DAY }

const window: Kind<ObjectiveWindow> = {
  placeholder: '<duration|week|month>',
  parse(raw) {
    if (raw === 'week' || raw === 'month') return { kind: 'calendar', period: raw }
    const seconds = lengthOf(raw)
    if (seconds !== undefined && seconds >= DAY && seconds <= 90 * DAY && seconds % 3600 === 0)
      return { kind: 'rolling', seconds }
    throw new Error(
      'expected whole hours from 1d to 90d (30d is usual), or week or month for the calendar (UTC)',
    )
  },
}

function lengthOf(raw: unknown): number | undefined {
  try {
    return duration.parse(raw)
  } catch {
    return undefined
  }
}

const SELECTOR = /^(?:[a-zA-Z_:][\w:]*\s*(?:\{[^]*\})?|\{[^]*\})$/

/** A counter as it is exposed, or an expression of counts whose range is ours to choose. */
const counter: Kind<string> = {
  placeholder: '<PromQL>',
  parse(raw) {
    const written = text.parse(raw)
    if (SELECTOR.test(written) || written.includes('$__window')) return written
    throw new Error(
      'expected a counter without rate, such as http_requests_total{code=~"5.."}, or an expression of counts with $__window as its range, such as sum(increase(a[$__window]))',
    )
  },
}
