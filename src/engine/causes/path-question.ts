import type { PathNode, PathQuestion } from '../../incidents/ranking/path-term.ts'
import type { CauseTask } from './cause-job.ts'
import { sidesOf } from './signal-sides.ts'

/** The requests of a service by the name of an indicator. */
const REQUESTS = /^requests?\b|requests?_total|^qps$|^rps$/i

/** The target's indicator at all services, where there is a graph and a target. */
export function pathQuestion(task: CauseTask): PathQuestion | undefined {
  const { target, edges, signals, history, at } = task
  if (target === undefined || edges.length === 0) return undefined
  const chosen = signals.filter(({ indicator }) => indicator === target.indicator)
  const nodes = new Map<string, PathNode>()
  for (const signal of chosen) {
    const { service } = signal
    const all = sidesOf({ signals: signals.filter((one) => one.service === service), history, at })
    const own = all.find(({ indicator }) => indicator === target.indicator)!
    const requests = all.find(({ indicator }) => REQUESTS.test(indicator))
    nodes.set(service, {
      service,
      history: own.history.length > 0 ? own.history : own.before,
      before: own.justBefore,
      during: own.during,
      requests: requests?.during ?? new Float64Array(0),
    })
  }
  return { target: target.service, indicator: target.indicator, nodes, callees: calleesOf(edges) }
}

function calleesOf(edges: CauseTask['edges']): Map<string, string[]> {
  const callees = new Map<string, string[]>()
  for (const [caller, callee] of edges) {
    const known = callees.get(caller)
    if (known) known.push(callee)
    else callees.set(caller, [callee])
  }
  return callees
}
