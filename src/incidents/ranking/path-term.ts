import { finiteSorted, median } from '../../math/median.ts'
import { quantileSorted } from '../../math/quantile.ts'
import { keepStronger, type EvidenceByService } from './evidence.ts'
import { badDirection, kindOf } from './indicator-kind.ts'
import { formatAmount, formatShare } from './words.ts'

/** The target's indicator at one service: what is usual, the rows before the alert, and the incident. */
export interface PathNode {
  readonly service: string
  readonly history: Float64Array
  readonly before: Float64Array
  readonly during: Float64Array
  /** Requests in each row of the incident; empty where they are not known. */
  readonly requests: Float64Array
}

export interface PathQuestion {
  readonly target: string
  readonly indicator: string
  readonly nodes: ReadonlyMap<string, PathNode>
  /** Services that each one calls. */
  readonly callees: ReadonlyMap<string, readonly string[]>
}

/** Least z of the target and of a service on the way, so that it counts as changed. */
const TARGET_Z = 1
const NODE_Z = 3
/** Without any service below that changed, the target itself must stand out this much. */
const ALONE_Z = 6
/** Rows of the incident that are looked at: those in which the target was worst. */
const WORST_ROWS = 2
/** The target is where it was seen: the last resort. */
const MOST_OF_TARGET = 0.3
const FULL_Z = 10
/** A latency that moved by less than this share of its level did not move. */
const LATENCY_FLOOR = 0.1
/** Failures that are usual anyway: the noise of an availability in percent follows from it. */
const USUAL_FAILURES = 0.002
/** What all of the change at the target is worth as evidence. */
const WHOLE_CHANGE = 20

interface Change {
  readonly z: number
  /** Change times requests: seconds, or failures. */
  readonly added: number
  readonly now: number
  readonly usual: number
}

/**
 * Follows the bad indicator from the target over the call graph, service by service that changed, and
 * credits each with what it adds itself: its own change times its requests, less what the services
 * that it calls add. Sums of scores along the way would let many small changes win over the cause.
 */
export function pathTerm(question: PathQuestion): EvidenceByService {
  const { target, nodes } = question
  const found: EvidenceByService = new Map()
  const start = nodes.get(target)
  if (start === undefined) return found
  const rows = worstRows(question, start)
  const first = changeAt(question, start, rows)
  if (first === undefined || first.z < TARGET_Z) return found
  const { changes, reachedFrom } = followed(question, rows, first)
  const below = [...changes].filter(([service]) => service !== target)
  if (below.length === 0 && first.z < ALONE_Z) return found
  for (const [service, change] of changes) {
    const share = ownShare(service, { question, changes, reachedFrom, first })
    const over = reachedFrom.get(service)
    keepStronger(found, service, {
      strength: WHOLE_CHANGE * share * Math.min(1, change.z / FULL_Z),
      sentence:
        `${question.indicator} ${formatAmount(change.now)}, usually ${formatAmount(change.usual)}; ` +
        `adds ${formatShare(Math.min(1, share))} of the change of ${target}` +
        (over === undefined ? '' : `, reached over ${over}`),
    })
  }
  return found
}

/** At most two rows, the second only when the target was half as bad there. */
function worstRows(question: PathQuestion, start: PathNode): number[] {
  const scored = Array.from(start.during.keys(), (row) => ({
    row,
    z: changeAt(question, start, [row])?.z ?? -Infinity,
  })).sort((a, b) => b.z - a.z || a.row - b.row)
  const best = scored[0]?.z ?? 0
  return scored
    .slice(0, WORST_ROWS)
    .filter(({ z }, i) => i === 0 || z > best / 2)
    .map(({ row }) => row)
}

function changeAt(
  { indicator }: PathQuestion,
  { history, before, during, requests }: PathNode,
  rows: readonly number[],
): Change | undefined {
  const usualValues = finiteSorted(history)
  const now = meanOf(rows.map((row) => during[row]!))
  if (usualValues.length === 0 || Number.isNaN(now)) return undefined
  const direction = badDirection(kindOf(indicator))
  const count = meanOf(rows.map((row) => requests[row] ?? NaN))
  const weight = Number.isNaN(count) ? 1 : count
  const usual = quantileSorted(usualValues, 0.5)
  const spread = Math.max(
    (quantileSorted(usualValues, 0.75) - quantileSorted(usualValues, 0.25)) / 1.349,
    Math.abs(quantileSorted(usualValues, direction > 0 ? 0.975 : 0.025) - usual) / 2,
    floorOf(direction, usual, weight),
  )
  if (!(spread > 0)) return undefined
  const z = (direction * (now - usual)) / spread
  const justBefore = median(before)
  const onset = Number.isNaN(justBefore) ? z : (direction * (now - justBefore)) / spread
  return { z: Math.min(z, onset), added: direction * (now - usual) * weight, now, usual }
}

/** A share of the level; for a success rate, in percent or parts of one, the noise of its requests. */
function floorOf(direction: 1 | -1, usual: number, requests: number): number {
  if (direction > 0) return LATENCY_FLOOR * Math.abs(usual)
  const whole = usual > 1.5 ? 100 : 1
  return whole * (Math.sqrt(USUAL_FAILURES / Math.max(1, requests)) + 0.001)
}

interface Followed {
  readonly changes: Map<string, Change>
  readonly reachedFrom: Map<string, string>
}

function followed(question: PathQuestion, rows: readonly number[], first: Change): Followed {
  const { target, nodes, callees } = question
  const changes = new Map([[target, first]])
  const reachedFrom = new Map<string, string>()
  const todo = [target]
  for (let at = 0; at < todo.length; at++)
    for (const callee of (callees.get(todo[at]!) ?? []).toSorted()) {
      const node = nodes.get(callee)
      if (node === undefined || changes.has(callee)) continue
      const change = changeAt(question, node, rows)
      if (change === undefined || change.z < NODE_Z || change.added <= 0) continue
      changes.set(callee, change)
      reachedFrom.set(callee, todo[at]!)
      todo.push(callee)
    }
  return { changes, reachedFrom }
}

interface Shares extends Followed {
  readonly question: PathQuestion
  readonly first: Change
}

function ownShare(service: string, { question, changes, reachedFrom, first }: Shares): number {
  const change = changes.get(service)!
  let byCallees = 0
  for (const [callee, from] of reachedFrom)
    if (from === service) byCallees += Math.max(0, changes.get(callee)!.added)
  const own = Math.max(0, change.added - byCallees)
  const share = first.added > 0 ? own / first.added : own
  return service === question.target && changes.size > 1 ? Math.min(share, MOST_OF_TARGET) : share
}

function meanOf(values: readonly number[]): number {
  const finite = values.filter(Number.isFinite)
  return finite.length === 0 ? NaN : finite.reduce((sum, value) => sum + value, 0) / finite.length
}
