import type { SignalProfile } from '../../detect/metrics/profile.ts'
import type { LeastChange } from '../../model/override.ts'
import type { Role, Signal } from '../../model/signal.ts'
import type { Rulebook } from '../overrides/rulebook.ts'

/** As in the analysis of a batch: load comes and goes by a third without anybody's fault. */
const LEAST: Partial<Record<Role, LeastChange>> = {
  duration: { absolute: 0.002, relative: 0.4 },
  errors: { absolute: 0.01 },
}

/** The rules of the configuration, with the least change that matters for calls where it names none. */
export function operationRules(rulebook: Pick<Rulebook, 'profileOf'>): Pick<Rulebook, 'profileOf'> {
  return {
    profileOf(signal: Signal, step: number): SignalProfile {
      const profile = rulebook.profileOf(signal, step)
      return { ...profile, leastChange: profile.leastChange ?? LEAST[signal.role] }
    },
  }
}
