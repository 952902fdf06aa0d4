/**
 * Randomness that can be asked for at any place: a hash of (seed, position) instead of a stream, so
 * that a sample two weeks ago costs no walk through the two weeks since.
 */

/** 32 well-mixed bits of three integers (finalizer of MurmurHash3, Austin Appleby, public domain). */
export function hash(seed: number, a: number, b = 0): number {
  let bits = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b)
  bits = mix(bits ^ Math.imul(a | 0, 0xcc9e2d51))
  return mix(bits ^ Math.imul(b | 0, 0x1b873593)) >>> 0
}

function mix(bits: number): number {
  let mixed = bits
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return mixed ^ (mixed >>> 16)
}

/** 32 bits of a text (FNV-1a), to give every series a seed of its own. */
export function hashText(text: string): number {
  let bits = 0x811c9dc5
  for (let i = 0; i < text.length; i++) bits = Math.imul(bits ^ text.charCodeAt(i), 0x01000193)
  return mix(bits) >>> 0
}

/** In [0, 1). */
export function uniform(seed: number, a: number, b = 0): number {
  return hash(seed, a, b) / 4294967296
}

/** About normal (mean 0, deviation 1): the sum of the four bytes of 32 random bits, within ±3.5. */
export function normalOf(bits: number): number {
  const sum = (bits & 255) + ((bits >>> 8) & 255) + ((bits >>> 16) & 255) + (bits >>> 24)
  return (sum - 510) / 147.8
}

export function normal(seed: number, a: number, b = 0): number {
  return normalOf(hash(seed, a, b))
}

/** Value noise: a random height in [-1, 1] at every integer, a smooth curve between them. */
export function smoothNoise(seed: number, position: number): number {
  const left = Math.floor(position)
  const t = position - left
  const low = uniform(seed, left) * 2 - 1
  const high = uniform(seed, left + 1) * 2 - 1
  return low + (high - low) * t * t * (3 - 2 * t)
}
