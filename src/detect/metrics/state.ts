import { fnv1a32 } from '../../math/fnv1a32.ts'
import { wordHash } from '../../math/word-hash.ts'
import { WARM_UP } from './baseline/scale.ts'
import { HEADS } from './heads/registry.ts'
import { MEMORY_SIZE } from './layout.ts'
import type { YoungMemory } from './memory.ts'

/** What is known about one signal, and the bytes it lies in. */
export interface DetectorState extends YoungMemory {
  readonly bytes: Uint8Array
}

const WIDE_BYTES = MEMORY_SIZE.wide * 8
const FINE_BYTES = MEMORY_SIZE.fine * 4
/** Bytes of one signal, a multiple of eight so that signals can lie side by side. */
export const STATE_BYTES = Math.ceil((WIDE_BYTES + FINE_BYTES + MEMORY_SIZE.small) / 8) * 8

/** Change it whenever the meaning of a stored number changes. */
const VERSION = 3
const HEADER_BYTES = 16
const MAGIC = 0x524f_4454

/** A state that knows nothing. */
export function createDetectorState(): DetectorState {
  return viewState(new ArrayBuffer(STATE_BYTES), 0)
}

/** The state of signal `id` in a bank of states side by side; what is written goes to the bank. */
export function stateInBank(bank: ArrayBufferLike, id: number): DetectorState {
  return viewState(bank, id * STATE_BYTES)
}

/** Room for so many signals, all of which know nothing. */
export function createBank(signals: number): ArrayBuffer {
  return new ArrayBuffer(signals * STATE_BYTES)
}

function viewState(buffer: ArrayBufferLike, offset: number): DetectorState {
  return new StateView(buffer, offset)
}

class StateView implements DetectorState {
  readonly bytes: Uint8Array
  readonly wide: Float64Array
  readonly fine: Float32Array
  readonly small: Uint8Array

  constructor(buffer: ArrayBufferLike, offset: number) {
    this.bytes = new Uint8Array(buffer, offset, STATE_BYTES)
    this.wide = new Float64Array(buffer, offset, MEMORY_SIZE.wide)
    this.fine = new Float32Array(buffer, offset + WIDE_BYTES, MEMORY_SIZE.fine)
    this.small = new Uint8Array(buffer, offset + WIDE_BYTES + FINE_BYTES, MEMORY_SIZE.small)
  }

  /** Made when asked for: a view costs as much as a few heads, and few states are so young. */
  get early(): Float64Array {
    return new Float64Array(this.bytes.buffer, this.bytes.byteOffset + WIDE_BYTES, WARM_UP)
  }
}

const CACHE_LINE = 64
let touched = 0

/**
 * Brings the whole state into the cache. A judgement reads numbers here and there, and would wait
 * for the memory at each; read in order, they come many at a time. Cheap where they are there
 * already.
 */
export function fetchState({ bytes }: DetectorState): void {
  let sum = touched
  for (let at = 0; at < STATE_BYTES; at += CACHE_LINE) sum ^= bytes[at]!
  // Kept, or the compiler would see that nobody needs what was read.
  touched = sum
}

/** A copy of the state to be stored, with a header that tells version and damage. */
export function encodeState({ bytes }: DetectorState): Uint8Array {
  const encoded = new Uint8Array(HEADER_BYTES + STATE_BYTES)
  const header = new DataView(encoded.buffer)
  header.setUint32(0, MAGIC)
  header.setUint32(4, FINGERPRINT)
  header.setUint32(8, STATE_BYTES)
  header.setUint32(12, hash(bytes))
  encoded.set(bytes, HEADER_BYTES)
  return encoded
}

/** Whether these bytes are what `encodeState` wrote: the same version, and undamaged. */
export function isReadable(encoded: Uint8Array): boolean {
  if (encoded.byteLength !== HEADER_BYTES + STATE_BYTES) return false
  const header = new DataView(encoded.buffer, encoded.byteOffset, HEADER_BYTES)
  return (
    header.getUint32(0) === MAGIC &&
    header.getUint32(4) === FINGERPRINT &&
    header.getUint32(8) === STATE_BYTES &&
    header.getUint32(12) === hash(encoded.subarray(HEADER_BYTES))
  )
}

/** Takes up what `encodeState` wrote and `isReadable` has found whole. */
export function loadState(encoded: Uint8Array, { bytes }: DetectorState): void {
  bytes.set(encoded.subarray(HEADER_BYTES))
}

/** What `encodeState` wrote; undefined for another version or damaged bytes: learn anew then. */
export function decodeState(encoded: Uint8Array): DetectorState | undefined {
  if (!isReadable(encoded)) return undefined
  const state = createDetectorState()
  loadState(encoded, state)
  return state
}

const scratch = new Uint8Array(STATE_BYTES)
const scratchWords = new Uint32Array(scratch.buffer)

/** Of a state's bytes, which may lie anywhere in a larger buffer: words need even ground. */
function hash(bytes: Uint8Array): number {
  scratch.set(bytes)
  return wordHash(scratchWords)
}

/** Another set of heads or another byte order is another version. */
const FINGERPRINT = fnv1a32(
  new TextEncoder().encode(
    JSON.stringify([
      VERSION,
      MEMORY_SIZE,
      HEADS.map(({ name, need }) => [name, need]),
      new Uint8Array(Uint16Array.of(1).buffer)[0],
    ]),
  ),
)
