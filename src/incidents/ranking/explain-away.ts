import type { Evidence, EvidenceByService, Term } from './evidence.ts'
import type { Counts } from './trace-window.ts'

/** What goes wrong below shows above, too, in these. */
const TRAVELS: readonly Term[] = ['shape', 'stops', 'logs']
/** What a caller keeps of such evidence when a service below it shows at least so much of it. */
const KEPT = 0.25
const AS_MUCH = 0.5
/** Weaker evidence explains nothing. */
const LEAST = 4

/** Errors travel upwards: weakens what callers show when a service below them shows it as well. */
export function explainAway(
  evidence: ReadonlyMap<Term, EvidenceByService>,
  edges: Counts,
): Map<Term, EvidenceByService> {
  const strongest = new Map<string, number>()
  for (const term of TRAVELS)
    for (const [service, { strength }] of evidence.get(term) ?? [])
      strongest.set(service, Math.max(strongest.get(service) ?? 0, strength))
  const below = servicesBelow(edges)
  const result = new Map(evidence)
  for (const term of TRAVELS) {
    const kept: EvidenceByService = new Map()
    for (const [service, one] of evidence.get(term) ?? [])
      kept.set(
        service,
        weakened(one, strongest.get(service)!, culprit(below.get(service), strongest)),
      )
    result.set(term, kept)
  }
  return result
}

interface Culprit {
  readonly service: string
  readonly strength: number
}

function culprit(
  below: ReadonlySet<string> | undefined,
  strongest: ReadonlyMap<string, number>,
): Culprit | undefined {
  let worst: Culprit | undefined
  for (const service of below ?? []) {
    const strength = strongest.get(service) ?? 0
    const isWorse =
      worst === undefined ||
      strength > worst.strength ||
      (strength === worst.strength && service < worst.service)
    if (isWorse) worst = { service, strength }
  }
  return worst
}

function weakened(one: Evidence, own: number, worst: Culprit | undefined): Evidence {
  if (worst === undefined || worst.strength < LEAST || worst.strength < AS_MUCH * own) return one
  return {
    strength: one.strength * KEPT,
    sentence: `${one.sentence}; counts less, as ${worst.service} below it shows the like`,
  }
}

/** All services that each one calls, directly or through others. */
function servicesBelow(edges: Counts): Map<string, Set<string>> {
  const callees = new Map<string, string[]>()
  for (const edge of edges.keys()) {
    const [caller, callee] = edge.split('\0') as [string, string]
    const known = callees.get(caller)
    if (known) known.push(callee)
    else callees.set(caller, [callee])
  }
  return new Map([...callees.keys()].map((service) => [service, reached(service, callees)]))
}

function reached(from: string, callees: ReadonlyMap<string, readonly string[]>): Set<string> {
  const seen = new Set<string>()
  const todo = [...(callees.get(from) ?? [])]
  for (let at = 0; at < todo.length; at++) {
    const service = todo[at]!
    if (service === from || seen.has(service)) continue
    seen.add(service)
    todo.push(...(callees.get(service) ?? []))
  }
  return seen
}
