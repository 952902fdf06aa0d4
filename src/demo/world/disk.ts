import type { ActiveFault } from './faults.ts'
import { hashText, smoothNoise } from './noise.ts'
import type { Disk, Machine } from './shop.ts'
import { TICKS_A_DAY, TICKS_AN_HOUR } from './tick.ts'

/** Hours in which a filling disk is full, whatever was free before. */
const HOURS_TO_FULL = 3.5
/** Part of the disk that users may fill; the rest is the file system's own. */
const USABLE = 0.95

/** Bytes that are free for users on a disk. */
export function diskAvailable(
  { machine, disk, faults }: { machine: Machine; disk: Disk; faults: readonly ActiveFault[] },
  tick: number,
): number {
  const usual = (at: number) => Math.max(0, USABLE - usedRatio(machine, disk, at)) * disk.size
  let taken = 0
  for (const fault of faults) {
    if (fault.kind !== 'filling_disk' || fault.target !== `${machine.name}:${disk.mountpoint}`)
      continue
    if (tick < fault.from || tick >= fault.until) continue
    taken += (usual(fault.from) * (tick - fault.from)) / (HOURS_TO_FULL * TICKS_AN_HOUR)
  }
  return Math.max(0, Math.floor((usual(tick) - taken) / 4096) * 4096)
}

/** Slow growth, logs that are rotated each night, and small files that come and go. */
function usedRatio(machine: Machine, disk: Disk, tick: number): number {
  const seed = hashText(machine.name + disk.mountpoint)
  const days = tick / TICKS_A_DAY
  const growth = disk.mountpoint === '/' ? 0.0002 : 0.001
  const sinceRotation = days + 0.9 - Math.floor(days + 0.9)
  return (
    disk.used +
    growth * days +
    0.008 * sinceRotation +
    0.0008 * smoothNoise(seed, tick / 90) +
    0.0015 * smoothNoise(seed + 1, tick / 900)
  )
}
