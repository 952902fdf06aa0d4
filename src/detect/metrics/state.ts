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
const VERSION = 2
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
  return {
    bytes: new Uint8Array(buffer, offset, STATE_BYTES),
    wide: new Float64Array(buffer, offset, MEMORY_SIZE.wide),
    fine: new Float32Array(buffer, offset + WIDE_BYTES, MEMORY_SIZE.fine),
    small: new Uint8Array(buffer, offset + WIDE_BYTES + FINE_BYTES, MEMORY_SIZE.small),
    early: new Float64Array(buffer, offset + WIDE_BYTES, WARM_UP),
  }
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

/** What `encodeState` wrote; undefined for another version or damaged bytes: learn anew then. */
export function decodeState(encoded: Uint8Array): DetectorState | undefined {
  if (encoded.byteLength !== HEADER_BYTES + STATE_BYTES) return undefined
  const header = new DataView(encoded.buffer, encoded.byteOffset, HEADER_BYTES)
  const bytes = encoded.subarray(HEADER_BYTES)
  const whole =
    header.getUint32(0) === MAGIC &&
    header.getUint32(4) === FINGERPRINT &&
    header.getUint32(8) === STATE_BYTES &&
    header.getUint32(12) === hash(bytes)
  if (!whole) return undefined
  const state = createDetectorState()
  state.bytes.set(bytes)
  return state
}

/** Fowler, Noll and Vo's hash (FNV-1a, 32 bits). */
function hash(bytes: Uint8Array): number {
  let sum = 0x811c_9dc5
  for (let i = 0; i < bytes.length; i++) sum = Math.imul(sum ^ bytes[i]!, 0x0100_0193)
  return sum >>> 0
}

/** Another set of heads or another byte order is another version. */
const FINGERPRINT = hash(
  new TextEncoder().encode(
    JSON.stringify([
      VERSION,
      MEMORY_SIZE,
      HEADS.map(({ name, need }) => [name, need]),
      new Uint8Array(Uint16Array.of(1).buffer)[0],
    ]),
  ),
)
