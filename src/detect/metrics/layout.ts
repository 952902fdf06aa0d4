import { TAIL_COUNTS, TAIL_FINE, type TailPlace } from '../../math/surprise-tail.ts'
import { ALERT_NEED } from './alert.ts'
import { AUTOREGRESSION_NEED } from './baseline/baseline.ts'
import { BLOCKS_NEED } from './baseline/blocks.ts'
import { RECENT_NEED } from './baseline/recent.ts'
import { SCALE_NEED } from './baseline/scale.ts'
import { SEASON_NEED } from './baseline/season.ts'
import { BASELINE_NEED } from './baseline/slots.ts'
import { WEEK_NEED } from './baseline/week.ts'
import { CLOCK_NEED } from './clock.ts'
import { EVENT_NEED } from './events/event.ts'
import { FINDINGS_NEED } from './events/findings-memory.ts'
import { LEVEL_NEED } from './events/level.ts'
import { SILENCE_NEED } from './events/silence.ts'
import { STUCK_NEED } from './events/stuck.ts'
import { COUNTS_NEED } from './heads/counts.ts'
import { HEADS } from './heads/registry.ts'
import { createPlanner } from './memory.ts'

const planner = createPlanner()

/** Where each part of the detector keeps its numbers. */
export const PLACES = {
  clock: planner.place(CLOCK_NEED),
  scale: planner.place(SCALE_NEED),
  baseline: planner.place(BASELINE_NEED),
  season: planner.place(SEASON_NEED),
  week: planner.place(WEEK_NEED),
  autoregression: planner.place(AUTOREGRESSION_NEED),
  recent: planner.place(RECENT_NEED),
  blocks: planner.place(BLOCKS_NEED),
  counts: planner.place(COUNTS_NEED),
  alert: planner.place(ALERT_NEED),
  event: planner.place(EVENT_NEED),
  level: planner.place(LEVEL_NEED),
  silence: planner.place(SILENCE_NEED),
  stuck: planner.place(STUCK_NEED),
  findings: planner.place(FINDINGS_NEED),
  heads: HEADS.map(({ need }) => planner.place(need)),
  headTails: HEADS.map((head) => tail(head.tail, head.ordinary)),
  agreementTail: tail('mean'),
  /** What each head said last; those that look at blocks go on saying it. */
  said: planner.place({ fine: HEADS.length }),
} as const

function tail(shape: TailPlace['shape'], ordinary = 0): TailPlace {
  return { ...planner.place({ fine: TAIL_FINE, small: TAIL_COUNTS }), shape, ordinary }
}

/** Numbers of each sort in one memory. */
export const MEMORY_SIZE = planner.size()
