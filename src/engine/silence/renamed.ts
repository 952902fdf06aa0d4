import type { Labels } from '../../model/series.ts'
import { labelsKey } from '../signal-table.ts'

/** What new series bear, and what those that are gone bore in its place. */
export interface Renamed {
  readonly appeared: readonly string[]
  readonly insteadOf: readonly string[]
}

/**
 * How the series of a metric that appeared differ from those that vanished with the signal; undefined
 * where none appeared. Label names where those differ (`path` instead of `handler`), else the one
 * label whose value is another (`code="2xx"` instead of `code="200"`).
 */
export function renamedTo(
  signal: Labels,
  { before, now }: { before: readonly Labels[]; now: readonly Labels[] },
): Renamed | undefined {
  const gone = onlyIn(before, now).find((labels) => bears(labels, signal))
  const fresh = onlyIn(now, before)
  if (!gone || fresh.length === 0) return undefined
  const one = fresh.toSorted((a, b) => differences(a, gone) - differences(b, gone))[0]!
  const appeared = lacking(one, gone)
  const insteadOf = lacking(gone, one)
  if (appeared.length > 0 || insteadOf.length > 0) return { appeared, insteadOf }
  const [changed, ...others] = Object.keys(gone).filter((name) => gone[name] !== one[name])
  if (changed === undefined || others.length > 0) return undefined
  return { appeared: [told(changed, one)], insteadOf: [told(changed, gone)] }
}

function onlyIn(these: readonly Labels[], those: readonly Labels[]): Labels[] {
  const known = new Set(those.map(labelsKey))
  return these.filter((labels) => !known.has(labelsKey(labels)))
}

/** A signal may have been summed over some labels of its series. */
function bears(labels: Labels, signal: Labels): boolean {
  return Object.entries(signal).every(([name, value]) => labels[name] === value)
}

function lacking(labels: Labels, other: Labels): string[] {
  return Object.keys(labels).filter((name) => !(name in other))
}

function differences(a: Labels, b: Labels): number {
  const names = new Set([...Object.keys(a), ...Object.keys(b)])
  return [...names].filter((name) => a[name] !== b[name]).length
}

function told(name: string, labels: Labels): string {
  return `${name}=${JSON.stringify(labels[name])}`
}
