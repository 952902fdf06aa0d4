import { binned } from '../bins.ts'
import type { FitMember, Member } from './member.ts'

/** Runs a member on means of `size` steps and draws its forecast out to single steps again. */
export function coarse(fit: FitMember, size: number): FitMember {
  if (size === 1) return fit
  return (values, { day, week }) => {
    const seasons = { day: Math.round(day / size), week: Math.round(week / size) }
    const member = fit(binned(values, size), seasons)
    return member && drawnOut(member, size)
  }
}

function drawnOut(member: Member, size: number): Member {
  return (values, origin, horizon) => {
    const past = binned(values.subarray(0, origin), size)
    const last = past.length - 1
    const future = member(past, past.length, Math.ceil(horizon / size) + 1)
    // The newest bin stands before the future; a path may begin in its second half.
    const bins = new Float64Array(future.length + 1)
    bins[0] = past[last]!
    bins.set(future, 1)
    const path = new Float64Array(horizon)
    for (let i = 0; i < horizon; i++) {
      // Bin b is centred on step b·size + (size - 1)/2.
      const position = 1 + (i - (size - 1) / 2) / size
      const bin = Math.floor(position)
      path[i] = bins[bin]! + (bins[bin + 1]! - bins[bin]!) * (position - bin)
    }
    return path
  }
}
