import { BLOCK_ROWS, BLOCKS } from '../baseline/blocks.ts'
import type { Head } from './head.ts'
import { distanceFromUsual, USUAL_NEED } from './usual.ts'

const LEAST_OF_RANGE = 1e-3

/** The mean of 192 rows lies far from where such means lie. */
export const plateau: Head = {
  name: 'plateau',
  need: USUAL_NEED,
  ofBlocks: true,
  extent: 0.5,
  alert: 0,
  reach: 'long',
  tail: 'power',
  observe(memory, place, { run, blocks, range }) {
    if (run < BLOCKS * BLOCK_ROWS) return NaN
    let sum = 0
    for (let k = 1; k <= BLOCKS; k++) sum += blocks[k]!
    return distanceFromUsual(memory, place, sum / BLOCKS, LEAST_OF_RANGE * range)
  },
}
