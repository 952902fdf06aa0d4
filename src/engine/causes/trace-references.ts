import type { TraceWindow } from '../../incidents/ranking/trace-window.ts'
import type { Recording } from './recording.ts'

/** An alert comes after what it is about: the incident may have begun this long before it. */
const LEAD_SECONDS = 60
const DURING_SECONDS = 300
/** A reference is cut into stretches as long as the incident's, at most this many a recording. */
const MOST_STRETCHES = 30
/** A rest that is shorter than this is no reference. */
const LEAST_SECONDS = 10
/** With fewer references than these the stretches are made shorter: what is usual needs several. */
const ENOUGH = 6

export interface Compared {
  readonly window: TraceWindow
  readonly references: readonly TraceWindow[]
}

/** The incident's window and those that it is compared with: what came before, and all history. */
export function windowsOf(own: Recording, history: readonly Recording[], at: number): Compared {
  const from = Math.max(own.from, at - LEAD_SECONDS)
  const to = Math.min(own.to, at + DURING_SECONDS)
  const parts = [{ recording: own, from: own.from, to: from }, ...history.map(whole)]
  let length = Math.max(1, to - from)
  while (length > 2 * LEAST_SECONDS && countOf(parts, length) < ENOUGH) length /= 2
  return {
    window: own.window(from, to),
    references: parts.flatMap((part) => stretchesOf(part, length)),
  }
}

interface Part {
  readonly recording: Recording
  readonly from: number
  readonly to: number
}

function whole(recording: Recording): Part {
  return { recording, from: recording.from, to: recording.to }
}

function countOf(parts: readonly Part[], length: number): number {
  return parts.reduce((sum, part) => sum + stretchCount(part, length), 0)
}

function stretchCount({ from, to }: Part, length: number): number {
  if (to - from < LEAST_SECONDS) return 0
  return Math.max(1, Math.min(MOST_STRETCHES, Math.floor((to - from) / length)))
}

/** A recording that is not twice as long as the incident is one reference. */
function stretchesOf(part: Part, length: number): TraceWindow[] {
  const { recording, from, to } = part
  const count = stretchCount(part, length)
  const each = (to - from) / Math.max(1, count)
  return Array.from({ length: count }, (_, i) =>
    recording.window(from + i * each, from + (i + 1) * each),
  )
}
