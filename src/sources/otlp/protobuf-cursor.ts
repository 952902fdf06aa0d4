import { errors } from '../../errors.ts'

const VARINT = 0
const FIXED64 = 1
const LENGTH = 2
const FIXED32 = 5
/** Field numbers have 29 bits. */
const TAGS = 2 ** 32

/**
 * Reads the wire format of protocol buffers (protobuf.dev/programming-guides/encoding). Every call
 * is told where the message ends that it reads in, and never passes that place: what would, and a
 * group, throws INPUT_INVALID with the byte.
 */
export class ProtobufCursor {
  readonly bytes: Buffer
  readonly view: DataView
  at = 0
  /** The 64 bits of the last varint, as signed words. */
  high = 0
  low = 0

  constructor(bytes: Buffer) {
    this.bytes = bytes
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  }

  /** A varint as unsigned number, rounded from 2^53 on; `high` and `low` are exact. */
  varint(end: number): number {
    const { at } = this
    if (at < end) {
      const byte = this.bytes[at]!
      if (byte < 128) {
        this.at = at + 1
        this.high = 0
        this.low = byte
        return byte
      }
    }
    return this.#longVarint(end)
  }

  /** The number of a field times 8, plus its wire type. */
  tag(end: number): number {
    const tag = this.varint(end)
    if (tag < 8 || tag >= TAGS) this.fail('a field number')
    return tag
  }

  /** Reads a length; answers where what is that long ends. */
  endOf(end: number): number {
    const length = this.varint(end)
    if (length > end - this.at) this.fail(`at most ${end - this.at} bytes`)
    return this.at + length
  }

  /** The place of the 8 bytes that come, which are passed. */
  eightBytes(end: number): number {
    return this.#pass(8, end)
  }

  /** Passes the value of a field that nobody reads. */
  skip(tag: number, end: number): void {
    const type = tag & 7
    if (type === LENGTH) this.at = this.endOf(end)
    else if (type === VARINT) this.varint(end)
    else if (type === FIXED64) this.#pass(8, end)
    else if (type === FIXED32) this.#pass(4, end)
    else this.fail('a wire type of 0, 1, 2 or 5; groups are not understood')
  }

  fail(expected: string): never {
    const found = this.at >= this.bytes.length ? 'the body ends' : 'malformed protobuf'
    const message = `${found} at byte ${this.at}: expected ${expected}`
    throw errors.inputInvalid(message, [{ place: 'body', message }])
  }

  #pass(count: number, end: number): number {
    const { at } = this
    if (count > end - at) this.fail(`${count} bytes`)
    this.at = at + count
    return at
  }

  #longVarint(end: number): number {
    const { bytes } = this
    const from = this.at
    let high = 0
    let low = 0
    for (let i = 0; i < 10 && from + i < end; i++) {
      const byte = bytes[from + i]!
      const part = byte & 127
      if (i < 4) low |= part << (7 * i)
      else if (i === 4) {
        low |= part << 28
        high = part >>> 4
      } else high |= part << (7 * i - 32)
      if (byte < 128) {
        this.at = from + i + 1
        this.high = high
        this.low = low
        return (high >>> 0) * 2 ** 32 + (low >>> 0)
      }
    }
    return this.fail('a varint of at most 10 bytes')
  }
}
