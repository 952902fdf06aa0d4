import { fnv1a64 } from '../../math/fnv1a.ts'
import { PairTable } from '../../math/pair-table.ts'
import type { ReceivedSpans } from '../../model/span.ts'

export interface KnownOperation {
  readonly id: string
  readonly service: string
  readonly operation: string
  /** As OpenTelemetry counts, of the newest batch. */
  kind: number
  /** Unix seconds of the newest end of a call. */
  lastSeen: number
}

/** What all operations beyond the bound are counted as. */
const OTHER = '__other__'
/** Nothing of an operation is left in the minutes kept when it was not called for so long. */
const FORGET_SECONDS = 3 * 3600

export interface OperationTableListener {
  /** The number has an operation that has not been called for hours, and gets another. */
  forget(number: number): void
  /** The number has a new operation. */
  begin(number: number): void
}

function operationId(service: string, operation: string): string {
  return fnv1a64(`operation\u0000${service}\u0000${operation}`)
}

/**
 * Numbers operations (service and name): small integers that columns elsewhere are indexed by, from
 * 1, at most `capacity`; 0 is `__other__`, which all further ones are counted as. The number of one
 * that was not called for hours is given to a new one.
 */
export class OperationTable {
  readonly capacity: number
  readonly known: KnownOperation[] = [knownAs(OTHER, OTHER, 0)]
  readonly #numbers = new Map<string, number>()
  readonly #on: OperationTableListener
  /** Unix seconds before which it is of no use to look for a number to give away. */
  #full = -Infinity

  constructor(capacity: number, on: OperationTableListener) {
    this.capacity = capacity
    this.#on = on
  }

  numberOf(service: string, operation: string): number | undefined {
    return this.#numbers.get(keyOf(service, operation))
  }

  numberOfId(id: string): number | undefined {
    const number = this.known.findIndex((one) => one.id === id)
    return number < 0 ? undefined : number
  }

  /** The numbers of a batch's operations: those of its own pairs of names, as it numbers them. */
  add(service: string, operation: string, now: number): number {
    const key = keyOf(service, operation)
    const known = this.#numbers.get(key)
    if (known !== undefined) return known
    const number = this.#place(now)
    if (number === 0) return 0
    const before = this.known[number]
    if (before) {
      this.#numbers.delete(keyOf(before.service, before.operation))
      this.#on.forget(number)
    }
    this.known[number] = knownAs(service, operation, now)
    this.#numbers.set(key, number)
    this.#on.begin(number)
    return number
  }

  #place(now: number): number {
    if (this.known.length <= this.capacity) return this.known.length
    if (now < this.#full) return 0
    let oldest = 0
    for (let n = 1; n < this.known.length; n++)
      if (oldest === 0 || this.known[n]!.lastSeen < this.known[oldest]!.lastSeen) oldest = n
    if (this.known[oldest]!.lastSeen < now - FORGET_SECONDS) return oldest
    this.#full = now + 60
    return 0
  }
}

/** The number of each row's operation; names are looked up once for each pair in the batch. */
export function numberRows(spans: ReceivedSpans, table: OperationTable, now: number): Uint16Array {
  const { service, operation, strings, kind, length } = spans
  const pairs = new PairTable()
  const numbers: number[] = []
  const of = new Uint16Array(length)
  for (let row = 0; row < length; row++) {
    const pair = pairs.intern(service[row]!, operation[row]!)
    if (pair === numbers.length) {
      const number = table.add(strings[service[row]!]!, strings[operation[row]!]!, now)
      if (number > 0) table.known[number]!.kind = kind[row]!
      numbers.push(number)
    }
    of[row] = numbers[pair]!
  }
  return of
}

function knownAs(service: string, operation: string, now: number): KnownOperation {
  return { id: operationId(service, operation), service, operation, kind: 0, lastSeen: now }
}

function keyOf(service: string, operation: string): string {
  return `${service}\0${operation}`
}
