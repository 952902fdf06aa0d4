import type { FitMember } from './member.ts'

/**
 * Lets a regression look a week back wherever there is a day, also where the week was not seen to
 * repeat: it learns by itself what the week is worth, down to nothing. Averages cannot; for them a
 * week that is not there is only noise.
 */
export function weekly(fit: FitMember): FitMember {
  return (values, { day, week }) =>
    fit(values, { day, week: week || (values.length >= 14 * day ? 7 * day : 0) })
}
