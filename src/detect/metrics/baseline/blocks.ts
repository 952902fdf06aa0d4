import type { Frame } from '../frame.ts'
import type { Memory, Need, Place } from '../memory.ts'

/** Rows of a block; what looks far back looks at blocks, once a block. */
export const BLOCK_ROWS = 3
/** Blocks that are kept: 192 rows. A power of two. */
export const BLOCKS = 64
export const BLOCKS_NEED: Need = { wide: 3, fine: BLOCKS }

const NEXT = 0
const SUM = 1
const FILLED = 2

/**
 * Fills `frame.blocks` (means of three rows, the newest at 1) and answers true when the row of the
 * frame completes a block.
 */
export function completeBlock({ wide, fine }: Memory, place: Place, frame: Frame): boolean {
  const at = place.wide
  if (wide[at + FILLED] !== BLOCK_ROWS - 1) return false
  const next = wide[at + NEXT]!
  const { blocks } = frame
  blocks[1] = (wide[at + SUM]! + frame.y) / BLOCK_ROWS
  for (let k = 1; k < BLOCKS; k++) blocks[k + 1] = fine[place.fine + ((next - k) & (BLOCKS - 1))]!
  return true
}

export function pushToBlock({ wide, fine }: Memory, place: Place, y: number): void {
  const at = place.wide
  wide[at + SUM]! += y
  wide[at + FILLED]! += 1
  if (wide[at + FILLED]! < BLOCK_ROWS) return
  fine[place.fine + wide[at + NEXT]!] = wide[at + SUM]! / BLOCK_ROWS
  wide[at + NEXT] = (wide[at + NEXT]! + 1) & (BLOCKS - 1)
  wide[at + SUM] = wide[at + FILLED] = 0
}
