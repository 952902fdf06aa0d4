import { deviation } from './deviation.ts'
import { energy } from './energy.ts'
import type { Head } from './head.ts'
import { longMean, shortMean } from './mean.ts'
import { novelty, seasonalNovelty } from './novelty.ts'
import { persistence } from './persistence.ts'
import { above, below } from './residual.ts'
import { transition } from './transition.ts'

/** The heads in the order in which they speak; `persistence` listens to the first two. */
export const HEADS: readonly Head[] = [
  above,
  below,
  deviation,
  shortMean,
  longMean,
  novelty,
  seasonalNovelty,
  energy,
  transition,
  persistence,
]
