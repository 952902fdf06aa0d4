import { deviation } from './deviation.ts'
import { energies } from './energy.ts'
import type { Head } from './head.ts'
import { longMean, shortMean } from './mean.ts'
import { novelty } from './novelty.ts'
import { persistence } from './persistence.ts'
import { plateau } from './plateau.ts'
import { range } from './range.ts'
import { above, below } from './residual.ts'
import { seasonalEnergy } from './seasonal-energy.ts'
import { transition } from './transition.ts'
import { windows } from './window.ts'

/** The heads in the order in which they speak; `persistence` listens to the first two. */
export const HEADS: readonly Head[] = [
  above,
  below,
  deviation,
  shortMean,
  longMean,
  novelty,
  transition,
  ...energies,
  ...windows,
  plateau,
  range,
  seasonalEnergy,
  persistence,
]
