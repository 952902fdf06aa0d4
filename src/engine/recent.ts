/**
 * The newest samples of the signals that have a limit, for forecasts without asking Prometheus
 * again: a ring on the time grid for each, 7 days of one-minute samples in 40 KB (float32).
 */
export interface RecentSamples {
  /** Takes one row of a frame; times that were skipped stay gaps. */
  record(slot: number, timestamps: Float64Array, row: Float64Array): void
  forget(slot: number): void
  /** What is known of a signal, oldest first, on the grid; undefined when it has no ring. */
  read(slot: number): { timestamps: Float64Array; values: Float64Array } | undefined
}

interface Ring {
  readonly values: Float32Array
  /** Grid number (timestamp / step) of the newest sample. */
  newest: number
  /** Grid number of the oldest sample that was ever recorded. */
  readonly first: number
}

/** How far back the rings reach. */
export const RECENT_SECONDS = 7 * 86_400
/** Bounds the memory: 2,000 rings of 40 KB are 80 MB; signals without a limit have none. */
const MAX_RINGS = 2000

export function createRecentSamples(step: number): RecentSamples {
  const length = Math.floor(RECENT_SECONDS / step)
  const rings = new Map<number, Ring>()

  function ringOf(slot: number, first: number): Ring | undefined {
    const known = rings.get(slot)
    if (known || rings.size >= MAX_RINGS) return known
    const ring = { values: new Float32Array(length).fill(NaN), newest: first - 1, first }
    rings.set(slot, ring)
    return ring
  }

  return {
    record(slot, timestamps, row) {
      if (timestamps.length === 0) return
      const ring = ringOf(slot, Math.round(timestamps[0]! / step))
      if (!ring) return
      timestamps.forEach((timestamp, i) => {
        const number = Math.round(timestamp / step)
        if (number <= ring.newest - length) return
        for (let skipped = ring.newest + 1; skipped < number; skipped++)
          if (skipped > number - length) ring.values[skipped % length] = NaN
        ring.values[number % length] = row[i]!
        ring.newest = Math.max(ring.newest, number)
      })
    },
    forget: (slot) => void rings.delete(slot),
    read(slot) {
      const ring = rings.get(slot)
      if (!ring) return undefined
      const first = Math.max(ring.first, ring.newest - length + 1)
      const count = Math.max(0, ring.newest - first + 1)
      return {
        timestamps: Float64Array.from({ length: count }, (_, i) => (first + i) * step),
        values: Float64Array.from({ length: count }, (_, i) => ring.values[(first + i) % length]!),
      }
    },
  }
}
