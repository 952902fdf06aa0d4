import type { Store } from '../store/store.ts'
import type { Courier, CourierOn } from './courier.ts'
import type { Reachable } from './destination.ts'
import { Herald } from './herald.ts'

export interface TellingOptions extends Omit<CourierOn, 'store'> {
  readonly store: Store
  /** Write and send nothing. */
  readonly isDry: boolean
  readonly destinations: readonly Reachable[]
}

/** All of telling: what is to be said, and saying it. */
export interface Telling {
  /** Writes the messages. */
  readonly announcer: Herald
  /** From now on these are told. Rejects with CONFIG_INVALID, and changes nothing then. */
  readonly tell: (destinations: readonly Reachable[]) => Promise<void>
  /** Begins to send. */
  readonly begin: () => void
  /** Lets what is under way end; what is left waits in the store. */
  readonly stop: () => Promise<void>
}

/** Sends nothing yet. Rejects with CONFIG_INVALID. */
export async function openTelling(options: TellingOptions): Promise<Telling> {
  let courier: Courier | undefined
  let begun = false
  const announcer = new Herald(options.destinations, () => courier?.wake())

  async function tell(destinations: readonly Reachable[]): Promise<void> {
    if (!options.isDry && (courier || destinations.length > 0)) {
      // The HTTP client is large: who tells nobody does without it.
      courier ??= new (await import('./courier.ts')).Courier(options)
      await courier.tell(destinations)
      if (begun) courier.begin()
    }
    announcer.reconfigure(destinations)
  }

  await tell(options.destinations)
  return {
    announcer,
    tell,
    begin() {
      begun = true
      courier?.begin()
    },
    stop: async () => courier?.stop(),
  }
}
