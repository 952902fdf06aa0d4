import type { FindingDraft, FindingKind } from '../../../model/finding.ts'
import type { Memory, Need, Place } from '../memory.ts'

/** A deviation and a lack of life can be open side by side; never two of one sort. */
const TRACKS = ['deviation', 'lifeless'] as const
export type Track = (typeof TRACKS)[number]

const FIELDS = 9
export const FINDINGS_NEED: Need = { wide: FIELDS * TRACKS.length }

/** Kinds as they are kept in a memory: by index. New ones go to the end. */
const KINDS: readonly FindingKind[] = ['spike', 'dip', 'level_shift', 'drift', 'silence', 'stuck']

const OPEN = 0
const KIND = 1
const START = 2
const SCORE = 3
const ALERT = 4
const OBSERVED = 5
const EXPECTED = 6
const LOWER = 7
const UPPER = 8

const orNull = (value: number) => (Number.isNaN(value) ? null : value)

export function readDraft({ wide }: Memory, place: Place, track: Track): FindingDraft | undefined {
  const at = place.wide + FIELDS * TRACKS.indexOf(track)
  if (wide[at + OPEN] === 0) return undefined
  return {
    kind: KINDS[wide[at + KIND]!]!,
    start: wide[at + START]!,
    end: null,
    score: wide[at + SCORE]!,
    alertScore: wide[at + ALERT]!,
    observed: orNull(wide[at + OBSERVED]!),
    expected: orNull(wide[at + EXPECTED]!),
    lower: orNull(wide[at + LOWER]!),
    upper: orNull(wide[at + UPPER]!),
  }
}

export function writeDraft(
  { wide }: Memory,
  place: Place,
  track: Track,
  draft: FindingDraft | undefined,
): void {
  const at = place.wide + FIELDS * TRACKS.indexOf(track)
  wide[at + OPEN] = draft === undefined ? 0 : 1
  if (draft === undefined) return
  wide[at + KIND] = KINDS.indexOf(draft.kind)
  wide[at + START] = draft.start
  wide[at + SCORE] = draft.score
  wide[at + ALERT] = draft.alertScore
  wide[at + OBSERVED] = draft.observed ?? NaN
  wide[at + EXPECTED] = draft.expected ?? NaN
  wide[at + LOWER] = draft.lower ?? NaN
  wide[at + UPPER] = draft.upper ?? NaN
}

export function isOpen({ wide }: Memory, place: Place, track: Track): boolean {
  return wide[place.wide + FIELDS * TRACKS.indexOf(track) + OPEN] === 1
}
