const NANOS = 1_000_000_000
const NANO_DIGITS = 9
/** Most seconds that 64 bits of nanoseconds hold. */
const MOST_SECONDS = 18_446_744_073

/**
 * A time in nanoseconds since 1970 as whole seconds and the rest, both exact: a double of
 * nanoseconds would be 256 of them wrong.
 */
export class UnixNanos {
  seconds = 0
  nanos = 0
  /** What the last high word comes to: it changes every 4.3 seconds only. */
  #high = 0
  #highSeconds = 0
  #highNanos = 0

  clear(): void {
    this.seconds = 0
    this.nanos = 0
  }

  /** The time whose 64 bits are these two unsigned words. */
  setWords(high: number, low: number): void {
    if (high !== this.#high) this.#convert(high)
    const nanos = this.#highNanos + low
    const carried = Math.floor(nanos / NANOS)
    this.seconds = this.#highSeconds + carried
    this.nanos = nanos - carried * NANOS
  }

  /** The time in decimal digits at bytes[start, end); false when there stands something else. */
  setDecimal(bytes: Uint8Array, start: number, end: number): boolean {
    let seconds = 0
    let nanos = 0
    const point = end - NANO_DIGITS
    for (let at = start; at < end; at++) {
      const digit = bytes[at]! - 48
      if (digit < 0 || digit > 9) return false
      if (at < point) seconds = seconds * 10 + digit
      else nanos = nanos * 10 + digit
      if (seconds > MOST_SECONDS) return false
    }
    this.seconds = seconds
    this.nanos = nanos
    return end > start
  }

  #convert(high: number): void {
    const nanos = BigInt(high) << 32n
    this.#high = high
    this.#highSeconds = Number(nanos / BigInt(NANOS))
    this.#highNanos = Number(nanos % BigInt(NANOS))
  }
}
