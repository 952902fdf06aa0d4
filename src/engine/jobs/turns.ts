import { isNewcomer } from '../../detect/metrics/inherit.ts'
import { stateInBank } from '../../detect/metrics/state.ts'
import type { JudgeTask } from '../judged.ts'

/**
 * The rows of a frame in the groups in which they are judged: each for itself, but a newcomer side
 * by side with its siblings, so that what it inherits was known at that time and not a moment later.
 */
export function turnsOf({ bank, slots, kin }: JudgeTask): number[][] {
  const awaited = new Set<number>()
  slots.forEach((slot, row) => {
    if (isNewcomer(stateInBank(bank, slot))) awaited.add(kin[row]!)
  })
  const groups = new Map<number, number[]>()
  const turns: number[][] = []
  slots.forEach((_, row) => {
    const group = groups.get(kin[row]!)
    if (group) group.push(row)
    else {
      const turn = [row]
      turns.push(turn)
      if (awaited.has(kin[row]!)) groups.set(kin[row]!, turn)
    }
  })
  return turns
}
