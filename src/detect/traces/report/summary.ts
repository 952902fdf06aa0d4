import type { Candidate } from '../candidate.ts'
import { milliseconds, percent, significant, stretch } from './words.ts'

/** One plain sentence on an anomaly. */
export function summaryOf(candidate: Candidate): string {
  const { subject, kind, start, end, observed, expected } = candidate
  const when = stretch(start, end)
  const who = whoOf(candidate)
  if (kind === 'silence') {
    return `${who} had no ${subject.isMetric ? 'samples' : 'calls'}${when}, usually ${significant(expected)} in such a time`
  }
  if (kind === 'error_burst') {
    const counted = `${candidate.rows} of ${candidate.of} calls`
    return `${who} failed in ${percent(observed)} of its calls${when} (${counted}), elsewhere in ${percent(expected)}`
  }
  return subject.isMetric ? metricSentence(candidate, who, when) : sentence(candidate, who, when)
}

function whoOf({ subject }: Candidate): string {
  const { service, operation, isMetric } = subject
  return isMetric
    ? `${operation} of ${service}${subject.series ?? ''}`
    : `${operation} of ${service}`
}

function sentence(candidate: Candidate, who: string, when: string): string {
  const { kind, observed, expected } = candidate
  const now = milliseconds(observed)
  const usual = milliseconds(expected)
  const times = timesOf(candidate)
  switch (kind) {
    case 'drift':
      return `${who} went slowly from ${usual} to ${now}${when}${times}`
    case 'level_shift':
      return `${who} takes ${now} since ${when.replace(/^ (between|at) | and .*$/g, '')}, before that ${usual}${times}`
    case 'drop':
      return `${who} took only ${now}${when}, usually ${usual}: it ends early or does not do its work`
    case 'bimodal_tail':
      return `${percent(candidate.rows / candidate.of)} of the calls of ${who} take ${now}, the others ${usual}${times}`
    case 'slow_operation':
      return `${who} takes ${now}, the other operations of ${candidate.subject.service} usually ${usual}${times}`
    default: {
      const many = candidate.rows > 1 ? ` in ${candidate.rows} calls` : ''
      return `${who} took ${now}${many}${when}, usually ${usual}${times}`
    }
  }
}

function metricSentence(candidate: Candidate, who: string, when: string): string {
  const { kind, observed, expected } = candidate
  const now = significant(observed)
  const usual = significant(expected)
  const times = timesOf(candidate)
  if (kind === 'drift') return `${who} went slowly from ${usual} to ${now}${when}${times}`
  if (kind === 'bimodal_tail') {
    return `${who} was ${now} in ${percent(candidate.rows / candidate.of)} of the samples, else ${usual}${times}`
  }
  return `${who} was ${now}${when}, usually ${usual}${times}`
}

function timesOf({ observed, expected }: Candidate): string {
  if (!(expected > 0) || !(observed > 0)) return ''
  return observed > expected
    ? ` (${significant(observed / expected)} times)`
    : ` (a ${significant(expected / observed)}th)`
}
