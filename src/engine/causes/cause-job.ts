import type { EvidenceByService, Term } from '../../incidents/ranking/evidence.ts'
import { explainAway } from '../../incidents/ranking/explain-away.ts'
import { latencyTerm } from '../../incidents/ranking/latency-term.ts'
import { logsTerm } from '../../incidents/ranking/logs-term.ts'
import { pathTerm } from '../../incidents/ranking/path-term.ts'
import { rankCauses, type Ranking } from '../../incidents/ranking/rank-causes.ts'
import { resourceTerm } from '../../incidents/ranking/resource-term.ts'
import { shapeTerm } from '../../incidents/ranking/shape-term.ts'
import { changesOf, type SignalSides } from '../../incidents/ranking/signal-change.ts'
import { stopsTerm } from '../../incidents/ranking/stops-term.ts'
import { pathQuestion } from './path-question.ts'
import { sidesOf, type RecordedSignal } from './signal-sides.ts'
import type { Recording } from './recording.ts'
import { windowsOf } from './trace-references.ts'

export interface CauseTask {
  /** Unix seconds at which the incident was noticed. */
  readonly at: number
  readonly signals: readonly RecordedSignal[]
  readonly history: readonly RecordedSignal[]
  readonly recording?: Recording
  readonly recordings: readonly Recording[]
  /** Who calls whom. */
  readonly edges: readonly (readonly [string, string])[]
  /** The metric that was seen to be bad. */
  readonly target?: { readonly service: string; readonly indicator: string }
}

/** Ranks the likely causes of what was noticed at `at`, from everything that was recorded. */
export function findCauses(task: CauseTask): Ranking & { terms: Map<Term, EvidenceByService> } {
  const { at, signals, history, recording } = task
  const sides = sidesOf({ signals, history, at }).filter((side) => isJudged(side))
  const changes = changesOf(sides)
  let terms = new Map<Term, EvidenceByService>()
  if (recording !== undefined) {
    const { window, references } = windowsOf(recording, task.recordings, at)
    terms.set('latency', latencyTerm(window, references))
    terms.set('shape', shapeTerm(window, references))
    terms.set('stops', stopsTerm(window, references))
    terms.set('logs', logsTerm(window, references))
    terms = explainAway(terms, window.edges)
  }
  const question = pathQuestion(task)
  const path = question && pathTerm(question)
  if (path) terms.set('path', path)
  else terms.set('resource', resourceTerm(changes, { hasSpans: recording !== undefined }))
  return { ...rankCauses({ terms, changes }), terms }
}

/** A node's indicators are of all that runs there; lower quantiles of latency repeat the higher. */
function isJudged({ service, indicator }: SignalSides): boolean {
  return !/^(?:FRONT-SLI|EDGE-)/.test(service) && !/^node|^lat_(?:50|99)$/i.test(indicator)
}
