import type { ClassSkill, Statement } from '../../model/ledger.ts'
import type { Telemetry } from '../../telemetry.ts'

/** A statement that got its outcome. */
export function recordSettled(
  { forecastStatements }: Pick<Telemetry, 'forecastStatements'>,
  { class: name, outcome }: Statement,
): void {
  forecastStatements.inc({ class: name, outcome })
}

/** How each class has done; what is not known yet is absent, not zero. */
export function recordSkills(
  on: Pick<
    Telemetry,
    'forecastBrier' | 'forecastReferenceBrier' | 'forecastSkill' | 'forecastSilent'
  >,
  skills: readonly ClassSkill[],
): void {
  for (const { class: name, brier, reference_brier, skill, silent_since } of skills) {
    const known = [
      [on.forecastBrier, brier],
      [on.forecastReferenceBrier, reference_brier],
      [on.forecastSkill, skill],
    ] as const
    for (const [gauge, value] of known)
      if (value === null) gauge.remove({ class: name })
      else gauge.set({ class: name }, value)
    on.forecastSilent.set({ class: name }, silent_since === null ? 0 : 1)
  }
}
