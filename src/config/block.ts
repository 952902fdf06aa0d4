import type { Kind } from './kinds.ts'
import { nearest } from './nearest.ts'

/** The way from a setting into its value: `[2, 'match', 'metric']`. */
export type Path = readonly (string | number)[]

export interface Misfit {
  readonly path: Path
  readonly message: string
}

/** Everything that is wrong inside the value of one setting, each with its way there. */
export class Misfits extends Error {
  readonly misfits: readonly Misfit[]

  constructor(misfits: readonly Misfit[]) {
    super(misfits.map(({ path, message }) => `${shownPath(path)} ${message}`).join('; '))
    this.misfits = misfits
  }
}

/** `[2, 'match', 'metric']` -> `[2].match.metric`. */
export function shownPath(path: Path): string {
  return path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`)).join('')
}

/** A value somewhere inside a setting, and where to report what is wrong with it. */
export interface Place {
  readonly raw: unknown
  readonly path: Path
  readonly misfits: Misfit[]
}

export function report({ path, misfits }: Place, message: string): undefined {
  misfits.push({ path, message })
  return undefined
}

/** A setting of many fields: all that is wrong is reported at once. */
export function blockKind<T>(read: (place: Place) => T): Kind<T> {
  return {
    placeholder: undefined,
    parse(raw) {
      const misfits: Misfit[] = []
      const value = read({ raw, path: [], misfits })
      if (misfits.length > 0) throw new Misfits(misfits)
      return value
    },
  }
}

/** The fields of a mapping; a field that is not `known` is reported and left out. */
export function fieldsOf<const K extends string>(
  place: Place,
  known: readonly K[],
): Partial<Record<K, Place>> {
  const fields: Partial<Record<K, Place>> = {}
  for (const [name, inner] of Object.entries(mappingOf(place))) {
    if ((known as readonly string[]).includes(name)) fields[name as K] = inner
    else {
      const near = nearest(name, known)
      report(inner, `is not a field here; ${near ? `did you mean ${near}?` : ''}`.trim())
    }
  }
  return fields
}

/** What a mapping holds, whatever its keys. */
export function mappingOf(place: Place): Record<string, Place> {
  const { raw } = place
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) {
    report(place, 'expected a mapping')
    return {}
  }
  return Object.fromEntries(
    Object.entries(raw).map(([name, inner]) => [name, innerOf(place, name, inner)]),
  )
}

export function itemsOf(place: Place): Place[] {
  const { raw } = place
  if (Array.isArray(raw)) return raw.map((inner, i) => innerOf(place, i, inner))
  report(place, 'expected a list')
  return []
}

function innerOf({ path, misfits }: Place, step: string | number, raw: unknown): Place {
  return { raw, path: [...path, step], misfits }
}

/** The value by its kind; undefined where there is none, or where it is reported as wrong. */
export function valueOf<T>(place: Place | undefined, kind: Kind<T>): T | undefined {
  if (place === undefined) return undefined
  try {
    return kind.parse(place.raw)
  } catch (error) {
    return report(place, (error as Error).message)
  }
}
