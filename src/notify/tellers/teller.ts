import type { Notice } from '../../model/notice.ts'
import type { Letter } from '../http/post.ts'
import type { Grouping, Parcel } from '../parcel.ts'

/** Knows the form in which one kind of destination is told. */
export interface Teller {
  readonly grouping: Grouping
  /** Where what goes on is told again and again: the letter about all of it. `now`: unix seconds. */
  readonly repeat?: (open: readonly Notice[], now: number) => Promise<Letter>
  /** Rejects with SOURCE_UNAVAILABLE when a file with a secret cannot be read. */
  letterOf(parcel: Parcel, now: number): Promise<Letter>
}

export interface TellingContext {
  /** Where people reach our page; without it messages have no links. */
  readonly externalUrl?: string | undefined
}

/** The page, at this incident. */
export function linkTo({ id, about }: Notice, { externalUrl }: TellingContext): string | undefined {
  if (externalUrl === undefined) return undefined
  return about === 'incident'
    ? `${externalUrl}/#incident-${encodeURIComponent(id)}`
    : `${externalUrl}/`
}
