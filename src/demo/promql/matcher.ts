import type { Matcher } from '../storage.ts'
import { badQuery } from './promql-error.ts'

/** A matcher as Prometheus understands it: regular expressions match the whole value. */
export function createMatcher(
  label: string,
  operator: Matcher['operator'],
  value: string,
): Matcher {
  if (operator === '=') return { label, operator, value, matches: (other) => other === value }
  if (operator === '!=') return { label, operator, value, matches: (other) => other !== value }
  const pattern = wholePattern(value)
  const wanted = operator === '=~'
  return { label, operator, value, matches: (other) => pattern.test(other) === wanted }
}

/** RE2 text as a JavaScript pattern that must match all of a value. */
export function wholePattern(text: string): RegExp {
  const flags = /^\(\?([is]+)\)/.exec(text)
  const body = flags ? text.slice(flags[0].length) : text
  try {
    return new RegExp(`^(?:${body})$`, `s${flags?.[1]?.includes('i') ? 'i' : ''}`)
  } catch {
    throw badQuery(`parse error: error parsing regexp: "${text}"`)
  }
}

/** Prometheus refuses selectors that would take everything. */
export function checkSelective(matchers: readonly Matcher[]): void {
  if (!matchers.some((matcher) => !matcher.matches('')))
    throw badQuery('parse error: vector selector must contain at least one non-empty matcher')
}
