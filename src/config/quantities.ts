import { bytes, duration, type Kind } from './kinds.ts'

/** A number of at least 0 in the signal's own unit, or a duration (as seconds), or a size (as bytes). */
export const amount: Kind<number> = {
  placeholder: '<amount>',
  parse(raw) {
    const plain = numberOf(raw)
    if (plain !== undefined && plain >= 0) return plain
    for (const kind of [duration, bytes]) {
      const value = valueIf(kind, raw)
      if (value !== undefined) return value
    }
    throw new Error(
      "expected an amount of at least 0 in the signal's unit (5), or such as 50ms or 10MiB",
    )
  },
}

/** `10%`, or the same as 0.1. A bare number above 1 is refused: a percent sign was probably meant. */
export const share: Kind<number> = {
  placeholder: '<share>',
  parse(raw) {
    const percent = typeof raw === 'string' ? /^\s*(.*\S)\s*%\s*$/.exec(raw)?.[1] : undefined
    const value = numberOf(percent ?? raw)
    const most = percent === undefined ? 1 : Infinity
    if (value === undefined || value < 0 || value > most)
      throw new Error('expected a share such as 10% or 0.1')
    return percent === undefined ? value : value / 100
  },
}

function numberOf(raw: unknown): number | undefined {
  if (typeof raw !== 'number' && (typeof raw !== 'string' || raw.trim() === '')) return undefined
  const value = Number(raw)
  return Number.isFinite(value) ? value : undefined
}

function valueIf(kind: Kind<number>, raw: unknown): number | undefined {
  try {
    return kind.parse(raw)
  } catch {
    return undefined
  }
}
