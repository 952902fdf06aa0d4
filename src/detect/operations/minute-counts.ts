import { bucketOf, SKETCH_BUCKETS, type SketchSum } from '../../math/log-linear-sketch.ts'

/**
 * What one minute brought, by operation (numbered by the caller): calls, failures, milliseconds, and
 * a sketch of durations. 20 bytes an operation and 6 bytes a bucket that is not empty.
 */
export interface MinuteCounts {
  /** Minutes since 1970. */
  readonly minute: number
  readonly calls: Uint32Array
  readonly failures: Uint32Array
  readonly sumMs: Float64Array
  /** Operation g has the buckets offsets[g] … offsets[g + 1]. */
  readonly offsets: Uint32Array
  readonly buckets: Uint16Array
  readonly counts: Uint32Array
}

const FIRST_SLOTS = 1024
/** 8 MB: some 700,000 filled buckets in one minute; beyond, calls are counted without a duration. */
const MOST_SLOTS = 2 ** 20

/**
 * A minute that still takes calls. All operations' sketches lie in one table with open addressing,
 * so that an empty bucket costs nothing; it is at most 8 MB large.
 */
export class OpenMinute {
  readonly minute: number
  #calls = new Uint32Array(64)
  #failures = new Uint32Array(64)
  #sumMs = new Float64Array(64)
  /** Operation and bucket of each slot, plus one; 0 = free. */
  #keys = new Uint32Array(FIRST_SLOTS)
  #counts = new Uint32Array(FIRST_SLOTS)
  #shift = 32 - Math.log2(FIRST_SLOTS)
  #filled = 0
  #operations = 0
  #read: MinuteCounts | undefined

  constructor(minute: number) {
    this.minute = minute
  }

  /** A call of an operation (numbered from 0) that took so many milliseconds; `failed` is 0 or 1. */
  add(operation: number, ms: number, failed: number): void {
    if (operation >= this.#calls.length) this.#widen(operation)
    if (operation >= this.#operations) this.#operations = operation + 1
    this.#calls[operation]!++
    this.#failures[operation]! += failed
    this.#sumMs[operation]! += ms
    this.#read = undefined
    const key = operation * SKETCH_BUCKETS + bucketOf(ms) + 1
    const slot = this.#slotOf(key)
    if (this.#keys[slot] === key) this.#counts[slot]!++
    else this.#fill(slot, key)
  }

  /** What came so far, in the order of operations and buckets; kept until more comes. */
  read(): MinuteCounts {
    this.#read ??= this.#gather()
    return this.#read
  }

  #fill(slot: number, key: number): void {
    if (this.#filled >= MOST_SLOTS * 0.7) return
    this.#keys[slot] = key
    this.#counts[slot] = 1
    this.#filled++
    if (this.#filled > this.#keys.length * 0.6 && this.#keys.length < MOST_SLOTS) this.#grow()
  }

  #slotOf(key: number): number {
    const mask = this.#keys.length - 1
    let slot = Math.imul(key, 0x9e3779b1) >>> this.#shift
    while (this.#keys[slot] !== 0 && this.#keys[slot] !== key) slot = (slot + 1) & mask
    return slot
  }

  #grow(): void {
    const [keys, counts] = [this.#keys, this.#counts]
    this.#keys = new Uint32Array(keys.length * 2)
    this.#counts = new Uint32Array(keys.length * 2)
    this.#shift--
    keys.forEach((key, i) => {
      if (key === 0) return
      const slot = this.#slotOf(key)
      this.#keys[slot] = key
      this.#counts[slot] = counts[i]!
    })
  }

  #widen(operation: number): void {
    const room = Math.max(operation + 1, this.#calls.length * 2)
    const [calls, failures, sumMs] = [this.#calls, this.#failures, this.#sumMs]
    this.#calls = new Uint32Array(room)
    this.#failures = new Uint32Array(room)
    this.#sumMs = new Float64Array(room)
    this.#calls.set(calls)
    this.#failures.set(failures)
    this.#sumMs.set(sumMs)
  }

  #gather(): MinuteCounts {
    const keys = this.#keys.filter((key) => key !== 0).sort()
    const offsets = new Uint32Array(this.#operations + 1)
    const buckets = new Uint16Array(keys.length)
    const counts = new Uint32Array(keys.length)
    keys.forEach((key, i) => {
      const operation = Math.floor((key - 1) / SKETCH_BUCKETS)
      offsets[operation + 1] = i + 1
      buckets[i] = key - 1 - operation * SKETCH_BUCKETS
      counts[i] = this.#counts[this.#slotOf(key)]!
    })
    for (let g = 0; g < this.#operations; g++)
      offsets[g + 1] = Math.max(offsets[g + 1]!, offsets[g]!)
    return {
      minute: this.minute,
      calls: this.#calls.slice(0, this.#operations),
      failures: this.#failures.slice(0, this.#operations),
      sumMs: this.#sumMs.slice(0, this.#operations),
      offsets,
      buckets,
      counts,
    }
  }
}

/** Adds an operation's durations of a minute to a sum. */
export function addDurations(into: SketchSum, counts: MinuteCounts, operation: number): void {
  if (operation >= counts.calls.length) return
  const end = counts.offsets[operation + 1]!
  for (let i = counts.offsets[operation]!; i < end; i++)
    into.add(counts.buckets[i]!, counts.counts[i]!)
}

export function bytesOf({ calls, buckets }: MinuteCounts): number {
  return 20 * calls.length + 6 * buckets.length
}
