import type { Message } from '../model/notice.ts'
import type { PendingMessage } from '../store/store.ts'

/** Messages that go to a destination in one request. */
export interface Parcel {
  /** The same whenever the same messages are sent again. */
  readonly id: string
  readonly messages: readonly Message[]
  /** It may have arrived before: a try was broken off. */
  readonly maybeTold: boolean
}

/** How a destination takes several messages: never in one, in one where there are too many, always. */
export type Grouping = 'never' | 'when_many' | 'always'

/**
 * What to send next of what waits, oldest first, where so many requests are still `allowed`;
 * undefined: nothing. The last request that is allowed takes all that is left.
 */
export function nextParcel(
  waiting: readonly PendingMessage[],
  { grouping, allowed }: { grouping: Grouping; allowed: number },
): Parcel | undefined {
  const [first] = waiting
  if (first === undefined || allowed < 1) return undefined
  const members = membersWith(first, waiting, grouping === 'always' || allowed < 2, grouping)
  return {
    id: first.parcel ?? first.message.id,
    messages: members.map(({ message }) => message),
    maybeTold: members.some(({ sending }) => sending),
  }
}

function membersWith(
  first: PendingMessage,
  waiting: readonly PendingMessage[],
  together: boolean,
  grouping: Grouping,
): readonly PendingMessage[] {
  // What was tried together is tried together again, or the receiver could not tell it is a repeat.
  if (first.parcel !== null) return waiting.filter(({ parcel }) => parcel === first.parcel)
  if (!together || grouping === 'never') return [first]
  return waiting.filter(({ parcel }) => parcel === null)
}
