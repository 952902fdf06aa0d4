import { rehearsed, simulated, type FutureQuestion, type Futures } from './futures.ts'
import { humility } from './humility.ts'
import { regressed } from './regressed.ts'
import { resembling } from './resembling.ts'
import { windowsOf } from './windows.ts'

/** The ways of looking at a question, in the order of the stack's weights. */
export const VIEWS = ['simulated', 'rehearsed', 'regressed', 'resembling'] as const
export type View = (typeof VIEWS)[number]

export interface Views {
  /** What each says, strictly between 0 and 1; one that has too little history is absent. */
  readonly shares: ReadonlyMap<View, number>
  /** Steps until the crossing, of every future drawn that crosses. */
  readonly crossings: readonly number[]
}

/** Looks at a question in every way that its history allows; `usual` is the climatology. */
export function viewsOf(question: FutureQuestion, usual: number, seed: number): Views {
  const paths = simulated(question, seed)
  const repeats = rehearsed(question)
  const windows = windowsOf(question)
  const { steps } = question
  const shares: readonly [View, number | undefined][] = [
    ['simulated', shareCrossing(paths)],
    ['rehearsed', shareCrossing(repeats)],
    ['regressed', windows && regressed(windows, steps, usual)],
    ['resembling', windows && resembling(windows, steps, usual)],
  ]
  const humble = humility(question)
  return {
    shares: new Map(
      shares.flatMap(([view, share]) => (share === undefined ? [] : [[view, humble(share)]])),
    ),
    crossings: [...paths.crossings, ...repeats.crossings],
  }
}

function shareCrossing({ drawn, crossings }: Futures): number | undefined {
  return drawn > 0 ? crossings.length / drawn : undefined
}
