import type { Finding } from '../../model/finding.ts'
import type { Telemetry } from '../../telemetry.ts'
import type { Passage, Passed } from '../passage.ts'
import type { Watch } from '../watch.ts'
import type { Objectives, ObjectivesNow } from './objectives.ts'
import { recordObjectives } from './record-objectives.ts'

export interface ObjectivesOn {
  readonly objectives: Objectives
  readonly passage: Pick<Passage, 'pass'>
  readonly telemetry: Telemetry
  readonly watch: Watch
}

export interface ObjectivesTimes {
  /** Unix seconds up to which events are counted. */
  readonly until: number
  /** Unix seconds: the present. */
  readonly now: number
  readonly isFollowed: (finding: Finding) => boolean
}

/** Judges the objectives as of `until`: their burns become findings like all others, at `now`. */
export async function lookAtObjectives(
  { objectives, passage, telemetry, watch }: ObjectivesOn,
  { until, now, isFollowed }: ObjectivesTimes,
): Promise<Pick<ObjectivesNow, 'outlooks'> & { readonly passed: Passed }> {
  const { outlooks, burns, states, failed } = await objectives.advance(until)
  recordObjectives(telemetry, states)
  for (const one of failed) telemetry.log.warn(one, 'an objective could not be looked at')
  const passed =
    burns.length > 0 ? passage.pass(burns, { watch, now, isFollowed }) : { record: {}, pages: [] }
  return { outlooks, passed }
}
