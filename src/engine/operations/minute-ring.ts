import { bytesOf, OpenMinute, type MinuteCounts } from '../../detect/operations/minute-counts.ts'

/** Minutes that still take calls: the running one, the next (clocks differ) and those before. */
const LATE_MINUTES = 5
const EARLY_MINUTES = 1

/** The newest minutes of all operations: at most `minutes` of them, and fewer where they are large. */
export class MinuteRing {
  /** Calls whose minute was over, and calls from the future. */
  late = 0
  early = 0
  readonly #open = new Map<number, OpenMinute>()
  #closed: MinuteCounts[] = []
  #bytes = 0
  readonly #minutes: number
  readonly #mostBytes: number
  #now = 0

  /** `mostBytes` bounds the closed minutes. */
  constructor(minutes: number, mostBytes: number) {
    this.#minutes = minutes
    this.#mostBytes = mostBytes
  }

  /** Bytes of the closed minutes. */
  get bytes(): number {
    return this.#bytes
  }

  /** Lets time pass up to a minute (since 1970): what takes no calls any more is packed. */
  advance(minute: number): void {
    if (minute <= this.#now) return
    this.#now = minute
    const over = [...this.#open.values()].filter((open) => open.minute < minute - LATE_MINUTES)
    for (const open of over.sort((a, b) => a.minute - b.minute)) {
      this.#open.delete(open.minute)
      const counts = open.read()
      this.#closed.push(counts)
      this.#bytes += bytesOf(counts)
    }
    while (
      this.#closed.length > 0 &&
      (this.#closed[0]!.minute <= minute - this.#minutes || this.#bytes > this.#mostBytes)
    )
      this.#bytes -= bytesOf(this.#closed.shift()!)
  }

  /** The minute that a call of that minute goes to; undefined, and counted, when it is none of them. */
  openAt(minute: number): OpenMinute | undefined {
    const known = this.#open.get(minute)
    if (known) return known
    if (minute > this.#now + EARLY_MINUTES) this.early++
    else if (minute < this.#now - LATE_MINUTES) this.late++
    else {
      const open = new OpenMinute(minute)
      this.#open.set(minute, open)
      return open
    }
    return undefined
  }

  /** The minutes from `from` up to but not including `to` that had calls, oldest first. */
  between(from: number, to: number): MinuteCounts[] {
    const open = [...this.#open.values()].filter((one) => one.minute >= from && one.minute < to)
    const closed = this.#closed.filter(({ minute }) => minute >= from && minute < to)
    const all = [...closed, ...open.map((one) => one.read())]
    return all.sort((a, b) => a.minute - b.minute)
  }
}

/** The first minute that is closed at a minute, counted back from it. */
export const CLOSED_AFTER_MINUTES = LATE_MINUTES + 1
