import type { EvidenceByService } from './evidence.ts'
import { middleOf } from './share-shift.ts'
import { LEAST_MS, type TimeStat, type TraceWindow } from './trace-window.ts'
import { formatAmount, formatShare } from './words.ts'

/** Fewer spans than these in the whole reference say nothing. */
const MIN_SPANS = 5
const MIN_Z = 3
/** Added milliseconds, and added share, below which nobody cares. */
const LEAST_ADDED_MS = 0.5
const LEAST_ADDED_SHARE = 0.15
/** Least spread of a logarithm between windows, with few windows and with enough of them. */
const SPREAD_OF_FEW = 0.35
const SPREAD = 0.08
/** The part of a span that leads to one service only that is charged to the service of the span. */
const OWN_PART = 0.3
/** Added to a call, the part of a usual trace from which on it matters in full. */
const MATERIAL = 0.25
/** Waiting is told after time of one's own where both are alike. */
const SECOND = 0.99
/** More calls of one kind in a trace than these count no more. */
const MOST_CALLS = 10

/** What is lost in the duration of a trace is no incident. */
function materialPart(addedMs: number, traceMs: number): number {
  return traceMs > 0 ? Math.min(1, addedMs / (MATERIAL * traceMs)) : 1
}

/** How many edges are slow, each as far as it is as slow as the slowest. */
function alikeEdges(edges: ReadonlyMap<string, number>): number {
  const slowest = Math.max(...edges.values())
  let sum = 0
  for (const added of edges.values()) sum += added / slowest
  return edges.size > 0 ? sum : 0
}

interface Slow {
  readonly service: string
  readonly operation: string
  /** '' for the service itself, else the service that the time is spent with. */
  readonly callee: string
  readonly isDirect: boolean
  readonly z: number
  readonly now: number
  readonly usual: number
  readonly count: number
  /** Milliseconds added to a trace. */
  readonly added: number
}

/**
 * Services that add time. Self time is charged to the service, waiting to the edge between two
 * services; an edge speaks for a service as far as the other edges of it are slow, too: a slow
 * service has all of them slow, its caller one. The strength is z times the root of the share of all
 * time that was added.
 */
export function latencyTerm(
  window: TraceWindow,
  references: readonly TraceWindow[],
): EvidenceByService {
  const traceMs = middleOf(references.map(({ rootMs }) => rootMs).filter(Number.isFinite))
  const slow = [...window.times].flatMap(([key, stat]) => slowOf(key, stat, { window, references }))
  const edges = edgesOf(window)
  const charges = new Map<string, Charge>()
  for (const one of slow) charge(charges, one)
  let total = 0
  for (const { own, waitingFor } of charges.values()) total += own + waitingFor
  const found: EvidenceByService = new Map()
  for (const [service, one] of charges) {
    if (total <= 0 || one.best === undefined) continue
    const known = Math.max(1, edges.get(service) ?? 0, one.edges.size)
    const share = Math.min(1, (one.own + (one.waiting * alikeEdges(one.edges)) / known) / total)
    found.set(service, {
      strength:
        Math.min(1e4, one.best.z) * Math.sqrt(share) * materialPart(one.best.addedToCall, traceMs),
      sentence: `${one.sentence}: ${formatShare(share)} of all added time`,
    })
  }
  return found
}

interface Charge {
  own: number
  /** Milliseconds on its edges, and those of them where it is the one that is called. */
  waiting: number
  waitingFor: number
  /** Milliseconds that a call over the edge waits longer. */
  readonly edges: Map<string, number>
  best: { readonly weight: number; readonly z: number; readonly addedToCall: number } | undefined
  sentence: string
}

function charge(charges: Map<string, Charge>, slow: Slow): void {
  const { service, callee, isDirect, added } = slow
  const own = callee === '' ? added : isDirect ? 0 : added * OWN_PART
  const of = (name: string): Charge => {
    const known = charges.get(name) ?? {
      own: 0,
      waiting: 0,
      waitingFor: 0,
      edges: new Map<string, number>(),
      best: undefined,
      sentence: '',
    }
    charges.set(name, known)
    return known
  }
  if (own > 0) {
    of(service).own += own
    tell(of(service), own, { slow, sentence: sayOwn(slow) })
  }
  if (callee === '') return
  const edge = `${service}\0${callee}`
  for (const end of [service, callee]) {
    of(end).waiting += added - own
    of(end).edges.set(edge, Math.max(of(end).edges.get(edge) ?? 0, slow.now - slow.usual))
    tell(of(end), (added - own) * SECOND, { slow, sentence: sayWaiting(slow) })
  }
  of(callee).waitingFor += added - own
}

function tell(
  known: Charge,
  weight: number,
  { slow, sentence }: { slow: Slow; sentence: string },
): void {
  const before = known.best?.weight ?? 0
  if (weight < before || (weight === before && sentence >= known.sentence)) return
  known.best = { weight, z: slow.z, addedToCall: slow.now - slow.usual }
  known.sentence = sentence
}

function sayOwn({ operation, now, usual, count }: Slow): string {
  return `${operation} took ${formatAmount(now)} ms of its own, usually ${formatAmount(usual)} ms (${count} calls)`
}

function sayWaiting({ service, callee, now, usual, count }: Slow): string {
  return `${service} waited ${formatAmount(now)} ms for ${callee}, usually ${formatAmount(usual)} ms (${count} calls)`
}

interface Sides {
  readonly window: TraceWindow
  readonly references: readonly TraceWindow[]
}

function slowOf(key: string, { mean, count }: TimeStat, sides: Sides): Slow[] {
  const stats = sides.references.flatMap(({ times }) => times.get(key) ?? [])
  if (stats.reduce((sum, one) => sum + one.count, 0) < MIN_SPANS) return []
  const logs = stats.map((one) => Math.log(one.mean + LEAST_MS))
  const center = middleOf(logs)
  const between = Math.max(
    1.4826 * middleOf(logs.map((log) => Math.abs(log - center))),
    stats.length < 3 ? SPREAD_OF_FEW : SPREAD,
  )
  // The incident's own spread would be wide where only some calls are slow.
  const within = 1.25 * middleOf(stats.map((one) => one.logSpread))
  const z = (Math.log(mean + LEAST_MS) - center) / Math.sqrt(between ** 2 + within ** 2 / count)
  const usual = Math.exp(center)
  const added = mean - usual
  if (z < MIN_Z || added < LEAST_ADDED_MS || added < LEAST_ADDED_SHARE * usual) return []
  const traces = Math.max(1, sides.window.roots)
  const [service, operation, way] = key.split('\0') as [string, string, string]
  return [
    {
      service,
      operation,
      callee: way.slice(1),
      isDirect: way.startsWith('='),
      z,
      now: mean,
      usual: Math.max(0, usual - LEAST_MS),
      count,
      added: (added * Math.min(count, MOST_CALLS * traces)) / traces,
    },
  ]
}

/** How many edges each service has. */
function edgesOf({ edges }: TraceWindow): Map<string, number> {
  const counts = new Map<string, number>()
  for (const edge of edges.keys())
    for (const end of edge.split('\0')) counts.set(end, (counts.get(end) ?? 0) + 1)
  return counts
}
