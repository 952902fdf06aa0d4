import { BASELINE_LENGTH, PLACE_LENGTH, PLACES, type Baseline } from './baseline.ts'

/** Change it whenever the meaning of a stored number changes. */
const VERSION = 1
const HEADER_BYTES = 8
const PLACE_BYTES = 2 + 4 * PLACE_LENGTH
const REST_AT = PLACES * PLACE_LENGTH
const REST_BYTES = 4 * (BASELINE_LENGTH - REST_AT)

/** What is known, to be stored: 32 bytes and 58 for each hour that something is known of, little-endian. */
export function encodeBaseline(baseline: Baseline): Uint8Array {
  const known = Array.from({ length: PLACES }, (_, place) => place).filter(
    (place) => baseline[place * PLACE_LENGTH + 1]! > 0,
  )
  const view = new DataView(new ArrayBuffer(HEADER_BYTES + known.length * PLACE_BYTES + REST_BYTES))
  view.setUint32(0, VERSION, true)
  view.setUint32(4, known.length, true)
  known.forEach((place, i) => {
    const at = HEADER_BYTES + i * PLACE_BYTES
    view.setUint16(at, place, true)
    for (let j = 0; j < PLACE_LENGTH; j++)
      view.setFloat32(at + 2 + 4 * j, baseline[place * PLACE_LENGTH + j]!, true)
  })
  const rest = HEADER_BYTES + known.length * PLACE_BYTES
  for (let j = REST_AT; j < BASELINE_LENGTH; j++)
    view.setFloat32(rest + 4 * (j - REST_AT), baseline[j]!, true)
  return new Uint8Array(view.buffer)
}

/** Takes up what `encodeBaseline` wrote; false, and nothing is taken, for another version or damage. */
export function loadBaseline(bytes: Uint8Array, into: Baseline): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.byteLength < HEADER_BYTES || view.getUint32(0, true) !== VERSION) return false
  const count = view.getUint32(4, true)
  const rest = HEADER_BYTES + count * PLACE_BYTES
  if (bytes.byteLength !== rest + REST_BYTES) return false
  const loaded = new Float32Array(BASELINE_LENGTH)
  for (let j = REST_AT; j < BASELINE_LENGTH; j++)
    loaded[j] = view.getFloat32(rest + 4 * (j - REST_AT), true)
  for (let i = 0; i < count; i++) {
    const at = HEADER_BYTES + i * PLACE_BYTES
    const place = view.getUint16(at, true)
    if (place >= PLACES) return false
    for (let j = 0; j < PLACE_LENGTH; j++) {
      loaded[place * PLACE_LENGTH + j] = view.getFloat32(at + 2 + 4 * j, true)
    }
  }
  if (!loaded.every(Number.isFinite)) return false
  into.set(loaded)
  return true
}
