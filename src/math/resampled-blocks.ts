/**
 * Indices 0 … length-1 resampled in runs (moving block bootstrap, Künsch 1989), which keeps what
 * neighbours in time have in common. `block` defaults to the root of the length.
 */
export function resampledBlocks(
  length: number,
  random: () => number,
  block: number = Math.ceil(Math.sqrt(length)),
): Uint32Array {
  const indices = new Uint32Array(length)
  for (let at = 0; at < length; at += block) {
    const from = Math.floor(random() * (length - block + 1))
    for (let i = 0; i < block && at + i < length; i++) indices[at + i] = from + i
  }
  return indices
}
