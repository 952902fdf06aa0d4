import { errors } from '../../errors.ts'
import { fnv1a32 } from '../../math/fnv1a32.ts'
import { TAIL_COUNTS, TAIL_FINE } from '../../math/surprise-tail.ts'
import type { Memory } from '../metrics/memory.ts'
import { MOST_COLUMNS, precisionAt, previousAt, sizeOf, stepAt } from './layout.ts'
import { precisionOf } from './distance.ts'
import { startScale } from './scale.ts'

/**
 * What is known about the columns of one entity, and the bytes it lies in. Bounded whatever the
 * rows: 12 bytes a pair of columns and some 320 a column, so 21 KB for 38 columns and 92 KB for 100.
 */
export interface EntityState extends Memory {
  readonly bytes: Uint8Array
  readonly columns: number
  /** A view into `fine`. */
  readonly precision: Float32Array
}

/** Change it whenever the meaning of a stored number changes. */
const VERSION = 1
const MAGIC = 0x524f_454e
const HEADER_BYTES = 16

/** A state that knows nothing. Throws INPUT_TOO_LARGE beyond 256 columns. */
export function createEntityState(columns: number): EntityState {
  if (columns > MOST_COLUMNS) throw errors.inputTooLarge('the columns of one entity', MOST_COLUMNS)
  const state = viewState(columns)
  for (let column = 0; column < columns; column++) {
    state.wide[previousAt(column)] = NaN
    startScale(state.wide, stepAt(column))
  }
  return state
}

function viewState(columns: number): EntityState {
  const { wide, fine, small } = sizeOf(columns)
  const buffer = new ArrayBuffer(wide * 8 + fine * 4 + small)
  const fines = new Float32Array(buffer, wide * 8, fine)
  return {
    bytes: new Uint8Array(buffer),
    columns,
    wide: new Float64Array(buffer, 0, wide),
    fine: fines,
    small: new Uint8Array(buffer, wide * 8 + fine * 4, small),
    precision: precisionOf(fines, precisionAt(columns), columns),
  }
}

/** A copy of the state to be stored, with a header that tells version and damage. */
export function encodeEntityState({ bytes, columns }: EntityState): Uint8Array {
  const encoded = new Uint8Array(HEADER_BYTES + bytes.length)
  const header = new DataView(encoded.buffer)
  header.setUint32(0, MAGIC)
  header.setUint32(4, FINGERPRINT)
  header.setUint32(8, columns)
  header.setUint32(12, fnv1a32(bytes))
  encoded.set(bytes, HEADER_BYTES)
  return encoded
}

/** What `encodeEntityState` wrote; undefined for another version or damaged bytes: learn anew then. */
export function decodeEntityState(encoded: Uint8Array): EntityState | undefined {
  if (encoded.byteLength < HEADER_BYTES) return undefined
  const header = new DataView(encoded.buffer, encoded.byteOffset, HEADER_BYTES)
  const columns = header.getUint32(8)
  if (header.getUint32(0) !== MAGIC || header.getUint32(4) !== FINGERPRINT) return undefined
  if (columns > MOST_COLUMNS) return undefined
  const bytes = encoded.subarray(HEADER_BYTES)
  const state = viewState(columns)
  if (bytes.length !== state.bytes.length || header.getUint32(12) !== fnv1a32(bytes))
    return undefined
  state.bytes.set(bytes)
  return state
}

/** Another layout or another byte order is another version. */
const FINGERPRINT = fnv1a32(
  new TextEncoder().encode(
    JSON.stringify([
      VERSION,
      sizeOf(1),
      sizeOf(2),
      [TAIL_COUNTS, TAIL_FINE],
      new Uint8Array(Uint16Array.of(1).buffer)[0],
    ]),
  ),
)
