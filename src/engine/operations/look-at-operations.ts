import type { Finding } from '../../model/finding.ts'
import type { CycleRecord } from '../../store/store.ts'
import type { Telemetry } from '../../telemetry.ts'
import type { Keeper } from '../keeper.ts'
import type { Passage } from '../passage.ts'
import { recordPages } from '../budget/record-budget.ts'
import { REPORT_SECONDS } from '../reportable.ts'
import { SignalTable } from '../signal-table.ts'
import type { Watch } from '../watch.ts'
import type { Operations } from './operations.ts'

/** What is watched where no source is configured: nothing. */
const NOTHING_WATCHED = { table: new SignalTable(0), step: 60, encodeStates: async () => [] }

export interface OperationsLookOn {
  readonly operations: Operations
  readonly passage: Pick<Passage, 'pass'>
  readonly keeper: Pick<Keeper, 'save'>
  readonly telemetry: Telemetry
}

/** Judges what was received: what is noticed of operations becomes findings like all others. */
export class OperationsLook {
  readonly #on: OperationsLookOn

  constructor(on: OperationsLookOn) {
    this.#on = on
  }

  /** One look, as part of a cycle of the watch; answers what has changed. */
  async look(
    watch: Pick<Watch, 'table' | 'step'>,
    isFollowed: (finding: Finding) => boolean,
  ): Promise<CycleRecord> {
    const { operations, passage, telemetry } = this.#on
    const now = operations.on.clock.now()
    const noticed = await operations.advance(now)
    // Where something else is watched, its own cycle has let time pass.
    const isIdle = noticed.length === 0 && watch !== NOTHING_WATCHED
    const { record, pages } = isIdle
      ? { record: {}, pages: [] }
      : passage.pass(noticed, { watch, now, isFollowed })
    recordPages(telemetry, pages, now - REPORT_SECONDS)
    try {
      await operations.save(now)
    } catch (error) {
      // What was noticed must not be lost with it; what was learned is written the next time.
      telemetry.log.warn({ err: error }, 'what is usual for operations could not be written')
    }
    return record
  }

  /** Looks once a minute until `signal` aborts: without a source there are no cycles. */
  async alone(signal: AbortSignal, onLook: () => void): Promise<void> {
    const { operations, keeper, telemetry } = this.#on
    await operations.eachMinute(signal, async () => {
      try {
        const record = await this.look(NOTHING_WATCHED, (one) => operations.follows(one))
        const now = operations.on.clock.now()
        // What a store that is away cannot take, the keeper writes the next time.
        await keeper.save(record, { watch: NOTHING_WATCHED, beside: () => [], now })
      } catch (err) {
        telemetry.log.error({ err }, 'received spans could not be judged')
      }
      onLook()
    })
  }
}
