import { benjaminiHochberg } from '../../../math/benjamini-hochberg.ts'
import { formatRfc3339 } from '../../../math/rfc3339.ts'
import type { SpanColumns } from '../../../model/span.ts'
import type { TraceAnomaly } from '../../../model/trace-analysis.ts'
import type { Candidate } from '../candidate.ts'
import { subjectOf } from '../subject.ts'
import { summaryOf } from './summary.ts'
import { rounded } from './words.ts'

/**
 * Of everything that is called odd, at most this share may be chance; of healthy batches at most
 * this share is called anomalous.
 */
const FALSE_DISCOVERIES = 0.005
/** More than people read; the rest is counted in a warning. */
const MOST_ANOMALIES = 100
/** Smaller probabilities are rounding. */
const LEAST_LOG10_P = -300

/** Candidates that stand up to the number of tests made, most surprising first. */
export function discoveries(
  candidates: readonly Candidate[],
  tests: number,
): { candidate: Candidate; qValue: number }[] {
  const pValues = candidates.map(({ log10P }) => 10 ** Math.max(LEAST_LOG10_P, log10P))
  const qValues = benjaminiHochberg(pValues, Math.max(tests, candidates.length))
  return candidates
    .map((candidate, i) => ({ candidate, qValue: qValues[i]! }))
    .filter(({ qValue }) => qValue <= FALSE_DISCOVERIES)
    .sort(({ candidate: a }, { candidate: b }) => a.log10P - b.log10P || inOrder(a, b))
    .slice(0, MOST_ANOMALIES)
}

/** An order that does not depend on that of the input. */
function inOrder(a: Candidate, b: Candidate): number {
  const [first, second] = [a, b].map(
    ({ subject, kind, start }) => `${subject.service}\0${subject.operation}\0${kind}\0${start}`,
  ) as [string, string]
  return first < second ? -1 : first > second ? 1 : 0
}

export function anomalyOf(found: Candidate, qValue: number, columns: SpanColumns): TraceAnomaly {
  const candidate = named(found, columns)
  const { subject, kind, start, end, observed, expected, log10P } = candidate
  return {
    service: subject.service,
    operation: subject.operation,
    kind,
    start: formatRfc3339(start),
    end: formatRfc3339(end),
    observed: rounded(observed),
    expected: rounded(expected),
    effect: rounded(observed / Math.max(expected, subject.logFloor)),
    q_value: rounded(qValue),
    score: rounded(-Math.max(LEAST_LOG10_P, log10P)),
    summary: summaryOf(candidate),
    exemplars: exemplarsOf(found, columns),
  }
}

/** More than these nobody opens. */
const MOST_EXEMPLARS = 3

function exemplarsOf({ subject, slow }: Candidate, columns: SpanColumns): string[] {
  const ids = slow.map(({ index }) => columns.traceIdOf(subject.rows[index]!))
  return [...new Set(ids)].filter((id) => id !== '').slice(0, MOST_EXEMPLARS)
}

/** A single row of a pool goes by its own name and its own milliseconds. */
function named(candidate: Candidate, columns: SpanColumns): Candidate {
  const { subject, slow } = candidate
  if (!subject.isPool || candidate.rows !== 1 || slow.length === 0) return candidate
  const row = subject.rows[slow[0]!.index]!
  const observed = columns.durationMs[row]!
  return {
    ...candidate,
    subject: subjectOf({
      ...subject,
      service: columns.strings[columns.service[row]!]!,
      operation: columns.strings[columns.operation[row]!]!,
    }),
    observed,
    expected: (candidate.expected / candidate.observed) * observed,
  }
}
