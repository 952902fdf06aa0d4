import type { CycleRecord, Store } from '../store/store.ts'

type Told = Required<Pick<CycleRecord, 'notices' | 'messages'>>

/** Who decides what people are told of what has changed; it is written together with the change. */
export interface Announcer {
  /** Takes up what an earlier run has told. `now`: unix seconds. */
  load(
    store: Pick<Store, 'listNotices' | 'findIncident' | 'listPredictions'>,
    now: number,
  ): Promise<void>
  /** Asked right before the record is written; again, with all that came since, if that fails. */
  toTell(record: CycleRecord, now: number): Told
  /** It is in the database. */
  written(told: Told): void
}
