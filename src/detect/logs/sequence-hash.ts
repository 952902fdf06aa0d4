/** The hash that stands for every variable part. */
export const MASK = 0x5bd1e995 | 0

/** 32-bit FNV-1a of text[start, end), by UTF-16 units. */
export function hashText(text: string, start: number, end: number): number {
  let hash = 0x811c9dc5 | 0
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return hash
}

export function hashCharacter(code: number): number {
  return Math.imul((0x811c9dc5 | 0) ^ code, 0x01000193)
}

/**
 * A 53-bit number for `count` token hashes in order, so that a Map of numbers can be used. With
 * 100,000 sequences the chance that any two share it is about one in two million.
 */
export function hashSequence(hashes: Int32Array, count: number): number {
  let low = 0x2545f491 | 0
  let high = 0x9e3779b9 | 0
  for (let i = 0; i < count; i++) {
    const hash = hashes[i]!
    low = Math.imul(low ^ hash, 0x85ebca6b)
    low ^= low >>> 15
    high = Math.imul(high + hash, 0xc2b2ae35)
    high ^= high >>> 13
  }
  return (high >>> 11) * 4294967296 + (low >>> 0)
}
