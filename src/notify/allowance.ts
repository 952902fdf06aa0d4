/** Requests to one destination within any minute. */
const REQUESTS_A_MINUTE = 10
const MINUTE = 60

/** How many requests may still be sent. At most REQUESTS_A_MINUTE times are kept. */
export class Allowance {
  #sent: number[] = []

  /** `now`: unix seconds. */
  left(now: number): number {
    this.#sent = this.#sent.filter((time) => time > now - MINUTE && time <= now)
    return REQUESTS_A_MINUTE - this.#sent.length
  }

  spend(now: number): void {
    this.#sent.push(now)
  }

  /** Seconds until one more is allowed. */
  wait(now: number): number {
    if (this.left(now) > 0) return 0
    return Math.max(0, this.#sent[0]! + MINUTE - now)
  }
}
