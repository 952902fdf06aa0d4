import type { Signal } from '../model/signal.ts'
import type { Passage, Passed } from './passage.ts'
import type { SituationContext } from './situation.ts'
import type { Advance, Watch } from './watch.ts'

export interface ReadOn extends Pick<SituationContext, 'isFollowed'> {
  readonly watch: Watch
  readonly passage: Passage
  /** Unix seconds of the last row to judge. */
  readonly until: number
  /** Unix seconds at which history begins, for what has not been judged at all. */
  readonly from: number
  /** Seconds by which a row is judged later than its time. */
  readonly offset: number
  /** Unix seconds: the present, once all rows are judged. */
  readonly now: number
}

export interface Stretch extends Passed {
  readonly advance: Advance
  /** Signals that were given up: none of their samples came for a day. */
  readonly gone: readonly Signal[]
}

/** A series that was not there for so long will not come back. */
export const GONE_SECONDS = 86_400

/**
 * Judges everything up to `until`, a chunk at a time, as it would have been judged live: one row in a
 * usual cycle, all of history at the first start and in a backtest.
 */
export async function* readOn(on: ReadOn): AsyncGenerator<Stretch> {
  const { watch, passage, until, from, offset, isFollowed } = on
  let more = true
  while (more) {
    const advance = await watch.advance(until, from)
    more = advance.more
    const passed = passage.pass(advance.noticed, {
      watch,
      now: more ? advance.judgedUntil + offset : on.now,
      // What began after this chunk no detector knows yet.
      isFollowed: more ? () => true : isFollowed,
    })
    const gone = more ? watch.retireUnseen(advance.judgedUntil - GONE_SECONDS) : []
    yield { ...passed, advance, gone }
  }
}
